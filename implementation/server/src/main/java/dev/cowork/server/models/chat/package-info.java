/** The Chat Completions dialect, as OpenAI, Gemini and most local servers speak it. */
@NullMarked
package dev.cowork.server.models.chat;

import org.jspecify.annotations.NullMarked;
