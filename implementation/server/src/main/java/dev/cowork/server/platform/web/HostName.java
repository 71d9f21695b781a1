package dev.cowork.server.platform.web;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the host of an address. A number is accepted in its one usual spelling only, and names of private networks are not. */
final class HostName {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");
    private static final Pattern OCTETS =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final int LONGEST = 253;

    /** Java takes these for the IPv4 number in them. */
    private static final AddressBlock IPV4_INSIDE = AddressBlock.of("::ffff:0:0/96");

    /** Ends of names that no public name has: the special-use names of IANA, and what networks at home and at work use. */
    private static final Set<String> PRIVATE_ENDS = Set.of(
            "localhost",
            "local",
            "localdomain",
            "internal",
            "intranet",
            "private",
            "corp",
            "home",
            "lan",
            "arpa",
            "invalid",
            "test",
            "onion",
            "alt",
            "consul",
            "cluster",
            "default",
            "svc",
            "pod");

    private HostName() {}

    static String of(String text) {
        return text.startsWith("[") ? six(text.substring(1, text.length() - 1)) : name(text);
    }

    private static String six(String text) {
        byte[] bytes = text.indexOf(':') < 0 || text.indexOf('.') >= 0
                ? null
                : NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null || bytes.length != 16 || IPV4_INSIDE.holds(bytes)) {
            throw FetchFailure.badAddress("The number of the host is not written as IPv6 numbers are.");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String name(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        String name = (ascii ? text : ascii(text)).toLowerCase(Locale.ROOT);
        List<String> labels = List.of(name.split("\\.", -1));
        if (name.length() > LONGEST
                || !labels.stream().allMatch(label -> LABEL.matcher(label).matches())) {
            throw FetchFailure.badAddress("The address has no host, or one whose name is not spelled like one.");
        }
        if (NUMBER.matcher(labels.getLast()).matches()) {
            if (!ascii || !OCTETS.matcher(name).matches()) {
                throw FetchFailure.badAddress("The number of the host is not written as IPv4 numbers are.");
            }
            return name;
        }
        if (labels.size() < 2 || PRIVATE_ENDS.contains(labels.getLast())) {
            throw FetchFailure.notPublic(name);
        }
        return name;
    }

    private static String ascii(String text) {
        try {
            return IDN.toASCII(text);
        } catch (IllegalArgumentException unreadable) {
            throw FetchFailure.badAddress("The address has no host, or one whose name is not spelled like one.");
        }
    }
}
