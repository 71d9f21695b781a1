/** Agent turns as official responses: starting, reading, following, stopping and deleting them. */
@NullMarked
package dev.cowork.server.openai.responses;

import org.jspecify.annotations.NullMarked;
