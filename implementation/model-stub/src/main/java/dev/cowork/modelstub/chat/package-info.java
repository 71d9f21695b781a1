/** OpenAI Chat Completions, which most other servers speak too. */
@NullMarked
package dev.cowork.modelstub.chat;

import org.jspecify.annotations.NullMarked;
