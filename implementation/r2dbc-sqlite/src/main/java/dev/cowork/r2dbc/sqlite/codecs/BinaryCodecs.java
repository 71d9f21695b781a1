package dev.cowork.r2dbc.sqlite.codecs;

import io.r2dbc.spi.Blob;
import java.nio.ByteBuffer;
import java.util.List;
import reactor.core.publisher.Mono;

/** Bytes. */
final class BinaryCodecs {

    private BinaryCodecs() {}

    static List<Codec<?>> all() {
        return List.of(
                new Codec<>(byte[].class, b -> b, null, null, null, b -> b),
                new Codec<>(ByteBuffer.class, BinaryCodecs::bytes, null, null, null, ByteBuffer::wrap),
                new Codec<>(
                        Blob.class,
                        BinaryCodecs::unread,
                        null,
                        null,
                        null,
                        b -> Blob.from(Mono.fromSupplier(() -> ByteBuffer.wrap(b)))));
    }

    /** Copies what remains; the buffer's position stays. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    private static Object unread(Blob blob) {
        throw new IllegalStateException("a Blob has to be read before it is stored");
    }
}
