/** The OpenAI subset, {@code /openai/v1}: what the official SDKs speak, one folder for each group of its contract. */
@NullMarked
@ApplicationModule(
        displayName = "OpenAI subset",
        allowedDependencies = {"agent", "conversations", "journal", "models", "platform", "turns"})
package dev.cowork.server.openai;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
