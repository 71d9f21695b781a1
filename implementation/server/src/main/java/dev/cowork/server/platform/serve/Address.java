package dev.cowork.server.platform.serve;

import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Locale;

/** The address to bind: resolved, and tried before anything slow is started. */
public final class Address {

    private Address() {}

    static InetAddress resolve(ServerOptions options) {
        try {
            return InetAddress.getByName(options.host());
        } catch (UnknownHostException e) {
            throw new StartRefused("COWORK_SERVER_HOST is not a known address or host name.", e);
        }
    }

    /** Refuses now what binding would refuse later. */
    static void check(ServerOptions options) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(resolve(options), options.port()), 1);
        } catch (IOException e) {
            throw refusal(options, e);
        }
    }

    static StartRefused refusal(ServerOptions options, Throwable cause) {
        String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("permission") || reason.contains("denied")) {
            return new StartRefused(
                    "Port " + options.port() + " may not be used: set COWORK_SERVER_PORT to one above 1023.", cause);
        }
        if (reason.contains("assign")) {
            return new StartRefused("COWORK_SERVER_HOST is not an address of this machine.", cause);
        }
        return new StartRefused(
                "Port " + options.port() + " is already in use: stop what listens there or set COWORK_SERVER_PORT.",
                cause);
    }

    /**
     * @param options where the server binds
     * @param port the port it has
     * @return the address that people and programs on this machine use
     * @throws StartRefused if the host is not known
     */
    public static String url(ServerOptions options, int port) {
        InetAddress address = resolve(options);
        if (address.isAnyLocalAddress() || address.getHostAddress().startsWith("127.")) {
            return "http://127.0.0.1:" + port;
        }
        String host = address.getHostAddress();
        if (!host.contains(":")) {
            return "http://" + host + ":" + port;
        }
        return "http://[" + (address.isLoopbackAddress() ? "::1" : host.replaceFirst("%.*$", "")) + "]:" + port;
    }
}
