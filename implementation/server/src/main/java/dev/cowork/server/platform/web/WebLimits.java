package dev.cowork.server.platform.web;

import java.time.Duration;

/**
 * How much one request may cost.
 *
 * @param connect how long a connection may take to be made
 * @param whole how long everything may take, redirects included
 * @param redirects how many redirects are followed
 * @param bytes how long a body may be as it comes
 * @param unpackedBytes how long a body may be once unpacked
 * @param atOnce how many requests may be under way; one more is refused
 */
record WebLimits(Duration connect, Duration whole, int redirects, int bytes, int unpackedBytes, int atOnce) {

    static final WebLimits USUAL =
            new WebLimits(Duration.ofSeconds(10), Duration.ofSeconds(30), 5, 4 << 20, 8 << 20, 16);
}
