package dev.cowork.server.models.wire;

import java.time.Duration;

/**
 * How long to wait for a provider and how much to take from it.
 *
 * @param connect the longest wait for a connection
 * @param firstByte the longest wait for the first byte of an answer
 * @param idle the longest silence inside an answer
 * @param firstDelay the wait before the first retry; it doubles with each and is jittered by a quarter
 * @param longestRetryAfter a provider that asks for a longer wait is not asked again
 * @param maxRetries how often a request is repeated before the answer has begun
 * @param maxEventBytes the most bytes of one line and of one event
 * @param maxAnswerBytes the most bytes of one answer
 */
public record WireLimits(
        Duration connect,
        Duration firstByte,
        Duration idle,
        Duration firstDelay,
        Duration longestRetryAfter,
        int maxRetries,
        int maxEventBytes,
        int maxAnswerBytes) {

    /**
     * @param firstByte the longest wait for the first byte of an answer
     * @param idle the longest silence inside an answer
     * @return these waits, the usual limits beside
     */
    public static WireLimits of(Duration firstByte, Duration idle) {
        return new WireLimits(
                Duration.ofSeconds(10),
                firstByte,
                idle,
                Duration.ofMillis(500),
                Duration.ofSeconds(20),
                2,
                4 << 20,
                64 << 20);
    }
}
