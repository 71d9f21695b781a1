package dev.cowork.server.models.probe;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses at which no provider is, but something that trusts whoever can ask it: link-local ones, where clouds keep their machines'
 * credentials, and those that mean nobody. Private and loopback addresses are not among them: people run models at home.
 */
final class ForbiddenAddresses {

    /** Where clouds keep such things outside the link-local range. */
    private static final List<InetAddress> METADATA = Stream.of("100.100.100.200", "192.0.0.192", "fd00:ec2::254")
            .map(InetAddress::ofLiteral)
            .toList();

    private ForbiddenAddresses() {}

    static boolean contain(InetAddress address) {
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contains(address);
    }
}
