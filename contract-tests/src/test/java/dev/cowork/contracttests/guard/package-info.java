/** What stands between the server and everybody who may reach its port: names, pages, paths, sizes and time. */
@NullMarked
package dev.cowork.contracttests.guard;

import org.jspecify.annotations.NullMarked;
