package dev.cowork.server.platform.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The numbers that anybody on the internet may reach: by bytes, after the special-purpose registries of IANA (RFC 6890). Of IPv6 only
 * global unicast is, without what carries an IPv4 number inside (6to4, Teredo, NAT64, mapped, ISATAP). This machine's own numbers are
 * not, whatever they are.
 */
final class PublicAddresses implements AddressRule {

    private static final List<AddressBlock> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // shared by a carrier's customers; metadata of Alibaba Cloud
                    "127.0.0.0/8", // loopback
                    "168.63.129.16/32", // Azure's host
                    "169.254.0.0/16", // link-local; metadata of most clouds
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments; metadata of Oracle Cloud
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4
                    "3fff::/20") // documentation
            .map(AddressBlock::of)
            .toList();
    private static final AddressBlock GLOBAL_UNICAST = AddressBlock.of("2000::/3");

    private final Predicate<InetAddress> ours;

    PublicAddresses() {
        this(PublicAddresses::isOurs);
    }

    /** @param ours whether a number is one of this machine */
    PublicAddresses(Predicate<InetAddress> ours) {
        this.ours = ours;
    }

    @Override
    public boolean allows(InetSocketAddress address) {
        return isPublic(address.getAddress()) && !ours.test(address.getAddress());
    }

    private static boolean isPublic(InetAddress address) {
        byte[] number = address.getAddress();
        return NOT_PUBLIC.stream().noneMatch(block -> block.holds(number))
                && (number.length == 4 || GLOBAL_UNICAST.holds(number) && !isIsatap(number));
    }

    private static boolean isIsatap(byte[] number) {
        return (number[8] & 0xfd) == 0 && Arrays.equals(number, 9, 12, new byte[] {0, 0x5e, (byte) 0xfe}, 0, 3);
    }

    static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }
}
