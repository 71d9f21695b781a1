package dev.cowork.server.platform.serve;

import dev.cowork.server.platform.paths.ServerPaths;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.logging.LogLevel;

/**
 * How this server was asked to run. Read once from the environment by {@link OptionsParser}, which documents every variable.
 *
 * @param host the address to bind, a name or an IP address without brackets
 * @param port the port to bind; 0 takes a free one
 * @param owner whoever started the server, echoed by health; empty if nobody said
 * @param rehearsal whether the rehearsal model counts as a configured one
 * @param allowedHosts further host names under which the server may be addressed, lower case, without port
 * @param allowedOrigins further origins that may call from a browser
 * @param requireAuth whether a token is demanded even on loopback
 * @param token the token, if one is configured
 * @param logLevel the least level that is logged
 * @param fileLogging whether the log also goes to files in {@link ServerPaths#logs()}
 * @param paths the folders and files
 */
public record ServerOptions(
        String host,
        int port,
        String owner,
        boolean rehearsal,
        Set<String> allowedHosts,
        Set<String> allowedOrigins,
        boolean requireAuth,
        Optional<String> token,
        LogLevel logLevel,
        boolean fileLogging,
        ServerPaths paths) {

    /** The port unless another is set. */
    public static final int DEFAULT_PORT = 26866;

    /** Copies the sets. */
    public ServerOptions {
        allowedHosts = Set.copyOf(allowedHosts);
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ServerOptions[" + host + ":" + port + ", " + paths.home() + "]";
    }
}
