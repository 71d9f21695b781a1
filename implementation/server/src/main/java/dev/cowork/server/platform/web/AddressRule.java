package dev.cowork.server.platform.web;

import java.net.InetSocketAddress;

/** Says which numbers may be connected to. */
@FunctionalInterface
interface AddressRule {

    /**
     * @param address a number and a port
     * @return whether it may be asked
     */
    boolean allows(InetSocketAddress address);
}
