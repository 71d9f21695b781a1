package dev.cowork.server.platform.web;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of the web, read once and strictly. What is asked, judged and shown is made of these parts and never of the text they came
 * from, so that no two readers can understand it differently. Whether its host is a public one, only its numbers can tell.
 *
 * @param secure whether the scheme is {@code https}
 * @param host the host's name in small ASCII letters, or its number; an IPv6 number without brackets
 * @param port the port
 * @param path the path, beginning with a slash, and the query, both escaped
 */
public record WebAddress(boolean secure, String host, int port, String path) {

    private static final int LONGEST = 2_048;
    private static final Pattern FORM = Pattern.compile("(?i)(https?)://([^/?#]*)([^#]*)(?:#.*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-fA-F:.]*]|[^:\\[\\]@%]*)(?::([1-9]\\d{0,4}))?");
    private static final Pattern NEVER = Pattern.compile("[\\\\\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Z}]");

    /** Ports above 1023 that other protocols use and browsers refuse as well (the Fetch standard's "bad ports"). */
    private static final Set<Integer> OTHER_PROTOCOLS = Set.of(
            1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
            10080);

    /**
     * @param text an address as somebody wrote it
     * @return its parts
     * @throws FetchFailure when it is none of http or https, names a user, or is spelled in a way that readers differ about
     */
    public static WebAddress parse(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.length() > LONGEST) {
            throw FetchFailure.badAddress("An address has 1 to " + LONGEST + " characters.");
        }
        if (NEVER.matcher(stripped).find()) {
            throw FetchFailure.badAddress("The address has a blank, a backslash or an invisible character in it.");
        }
        Matcher form = FORM.matcher(stripped);
        if (!form.matches()) {
            throw FetchFailure.badAddress("The address must begin with https:// or http://.");
        }
        boolean secure = form.group(1).equalsIgnoreCase("https");
        Matcher authority = AUTHORITY.matcher(form.group(2));
        if (!authority.matches()) {
            throw FetchFailure.badAddress(
                    "Between // and the path there may be a host and a port only, neither a user nor anything escaped.");
        }
        String rest = Escapes.of(form.group(3));
        return new WebAddress(
                secure,
                HostName.of(authority.group(1)),
                port(authority.group(2), secure),
                rest.startsWith("/") ? rest : "/" + rest);
    }

    private static int port(String digits, boolean secure) {
        if (digits == null) {
            return secure ? 443 : 80;
        }
        int port = Integer.parseInt(digits);
        if (port != 80 && port != 443 && port < 1024 || port > 65_535 || OTHER_PROTOCOLS.contains(port)) {
            throw new FetchFailure(FetchFailure.Kind.NOT_PUBLIC, "Port " + port + " is not one of the web.");
        }
        return port;
    }

    /**
     * @param location where a page at this address leads: an address, or one relative to this
     * @return that address
     * @throws FetchFailure as in {@link #parse}
     */
    WebAddress resolve(String location) {
        String stripped = location.strip();
        if (NEVER.matcher(stripped).find()) {
            throw FetchFailure.badAddress("The address has a blank, a backslash or an invisible character in it.");
        }
        if (stripped.regionMatches(true, 0, "http", 0, 4)
                && FORM.matcher(stripped).matches()) {
            return parse(stripped);
        }
        if (stripped.startsWith("//")) {
            return parse(scheme() + ":" + stripped);
        }
        if (stripped.startsWith("?")) {
            return parse(origin() + path.replaceFirst("\\?.*", "") + stripped);
        }
        if (stripped.startsWith("#")) {
            return this;
        }
        try {
            return parse(
                    uri().resolve(Escapes.of(stripped.replaceFirst("#.*", ""))).toString());
        } catch (IllegalArgumentException unreadable) {
            throw FetchFailure.badAddress("The address cannot be read.");
        }
    }

    private String scheme() {
        return secure ? "https" : "http";
    }

    private String origin() {
        boolean usual = port == (secure ? 443 : 80);
        return scheme() + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + (usual ? "" : ":" + port);
    }

    URI uri() {
        return URI.create(toString());
    }

    /** Host and path for a person, without the query: {@code example.org/page}. */
    public String shown() {
        String plain = path.replaceFirst("\\?.*", "");
        return origin().substring(scheme().length() + 3).toLowerCase(Locale.ROOT) + (plain.equals("/") ? "" : plain);
    }

    /** The whole address, in ASCII. */
    @Override
    public String toString() {
        return origin() + path;
    }
}
