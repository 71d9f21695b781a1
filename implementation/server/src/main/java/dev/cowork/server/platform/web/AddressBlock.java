package dev.cowork.server.platform.web;

import io.netty.util.NetUtil;

/** A block of numbers that begin with the same bits. */
final class AddressBlock {

    private final byte[] prefix;
    private final int bits;

    private AddressBlock(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /** @param text for example {@code 10.0.0.0/8} */
    static AddressBlock of(String text) {
        int slash = text.indexOf('/');
        return new AddressBlock(
                NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash)),
                Integer.parseInt(text.substring(slash + 1)));
    }

    boolean holds(byte[] number) {
        if (number.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = 0xff << Math.max(0, 8 - (bits - bit)) & 0xff;
            if ((number[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
