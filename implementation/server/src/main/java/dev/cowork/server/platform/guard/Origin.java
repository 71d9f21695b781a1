package dev.cowork.server.platform.guard;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web origin in its plain form: {@code scheme://host[:port]}, nothing behind it.
 *
 * @param scheme lower case
 * @param authority host and port; a default port is left out
 */
record Origin(String scheme, Authority authority) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,30})://([^/?#@\\\\]{1,270})");

    /** Reads a web origin; empty for {@code null}, paths, users and everything malformed. */
    static Optional<Origin> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String scheme = form.group(1).toLowerCase(Locale.ROOT);
        return Authority.parse(form.group(2))
                .map(authority ->
                        new Origin(scheme, new Authority(authority.name(), plainPort(scheme, authority.port()))));
    }

    boolean isWeb() {
        return scheme.equals("http") || scheme.equals("https");
    }

    private static int plainPort(String scheme, int port) {
        boolean usual = (scheme.equals("http") && port == 80) || (scheme.equals("https") && port == 443);
        return usual ? -1 : port;
    }
}
