package dev.cowork.server.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the server and of its configuration.
 *
 * @param serverVersion the version of this build, never empty
 * @param owner the token of the shell that started this server, empty when it gave none
 * @param installation 16 hex digits, the same at every start from the same home; empty if they could not be kept
 * @param configReady whether a turn can run as configured
 * @param configError the first thing that is missing, one sentence; null when ready
 * @param provider the provider that answers, spelled with underscores
 * @param providerLabel its name for people
 * @param model the model that answers, possibly empty
 * @param capabilities what a client may rely on
 * @param conversations the ids of the conversations with a turn in flight
 * @param pads the names of the scratchpads with a live kernel
 */
public record Health(
        String serverVersion,
        String owner,
        String installation,
        boolean configReady,
        @Nullable String configError,
        String provider,
        String providerLabel,
        String model,
        List<String> capabilities,
        List<String> conversations,
        List<String> pads) {}
