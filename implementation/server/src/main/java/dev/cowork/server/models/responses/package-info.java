/** OpenAI Responses. */
@NullMarked
package dev.cowork.server.models.responses;

import org.jspecify.annotations.NullMarked;
