package dev.cowork.server.platform.web;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the numbers of a name. */
@FunctionalInterface
interface NameService {

    /**
     * Blocks.
     *
     * @param host a name, or a number
     * @return its numbers, at least one
     * @throws UnknownHostException when it has none
     */
    InetAddress[] lookUp(String host) throws UnknownHostException;
}
