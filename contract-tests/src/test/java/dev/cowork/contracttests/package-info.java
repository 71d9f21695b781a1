/** The promises of the server, each attacked from outside the process. */
@NullMarked
package dev.cowork.contracttests;

import org.jspecify.annotations.NullMarked;
