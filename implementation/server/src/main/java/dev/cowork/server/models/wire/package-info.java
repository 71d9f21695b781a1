/**
 * What all dialects have in common: the request and its repetition, the reading of streams, failures in our own words. A dialect is a
 * {@link dev.cowork.server.models.wire.Dialect}: what it writes and how it reads one event.
 */
@NullMarked
package dev.cowork.server.models.wire;

import org.jspecify.annotations.NullMarked;
