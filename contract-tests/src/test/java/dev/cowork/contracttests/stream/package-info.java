/** A reader of event streams that is as strict as the strictest client. */
@NullMarked
package dev.cowork.contracttests.stream;

import org.jspecify.annotations.NullMarked;
