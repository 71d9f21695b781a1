/** What the machine can do to the server's data: files that are damaged, disks that are full. */
@NullMarked
package dev.cowork.contracttests.damage;

import org.jspecify.annotations.NullMarked;
