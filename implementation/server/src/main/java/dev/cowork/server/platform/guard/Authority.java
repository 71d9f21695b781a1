package dev.cowork.server.platform.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and perhaps a port, read strictly: no user, no escapes, no spaces.
 *
 * @param name lower case, without a trailing dot; IPv6 in brackets and in its usual short form
 * @param port the port, or -1 if none was given
 */
record Authority(String name, int port) {

    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9](?:[A-Za-z0-9._-]{0,253})))(?::(\\d{0,5}))?");

    /** Reads {@code name}, {@code name:port} or {@code [v6]:port}; empty if it is anything else. */
    static Optional<Authority> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String digits = form.group(3);
        int port = digits == null || digits.isEmpty() ? -1 : Integer.parseInt(digits);
        if (port > 65_535) {
            return Optional.empty();
        }
        String literal = form.group(1);
        if (literal != null) {
            return v6(literal).map(name -> new Authority(name, port));
        }
        String name = form.group(2).toLowerCase(Locale.ROOT);
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return Optional.of(new Authority(bare, port));
    }

    private static Optional<String> v6(String literal) {
        try {
            // a literal is never looked up
            InetAddress address = Inet6Address.ofLiteral(literal);
            if (address.isLoopbackAddress()) {
                return Optional.of(address instanceof Inet6Address ? "[::1]" : address.getHostAddress());
            }
            return Optional.of("[" + literal.toLowerCase(Locale.ROOT) + "]");
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
