/** The models that can answer, as OpenAI lists them. */
@NullMarked
package dev.cowork.server.openai.models;

import org.jspecify.annotations.NullMarked;
