/** The OpenAI subset from outside: official frames in official order, and the official SDKs. */
@NullMarked
package dev.cowork.contracttests.openai;

import org.jspecify.annotations.NullMarked;
