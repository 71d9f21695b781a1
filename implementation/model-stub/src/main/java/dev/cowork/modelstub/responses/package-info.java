/** OpenAI Responses. */
@NullMarked
package dev.cowork.modelstub.responses;

import org.jspecify.annotations.NullMarked;
