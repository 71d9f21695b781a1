package dev.cowork.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    private static final String STREAM = """
            : connected

            id: r:8
            event: response.created
            data: {"type": "response.created"}

            : keep-alive

            id: r:16
            event: response.output_text.delta
            data: {"type": "response.output_text.delta"}

            id: r:24
            event: response.completed
            data: {"type": "response.completed"}

            """;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4096})
    void events_are_counted_and_comments_are_not_however_the_bytes_arrive(int piece) throws Exception {
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        StringBuilder chunked = new StringBuilder("HTTP headers are gone\r\n");
        for (int at = 0; at < bytes.length; at += piece) {
            int length = Math.min(piece, bytes.length - at);
            chunked.append(Integer.toHexString(length))
                    .append("\r\n")
                    .append(new String(bytes, at, length, StandardCharsets.UTF_8))
                    .append("\r\n");
        }
        Buffered in = new Buffered(new Trickle(chunked.append("0\r\n\r\nnext").toString(), piece));
        in.line();

        Frames frames = Frames.read(new Body(in, true, -1));

        assertThat(frames.count()).isEqualTo(3);
        assertThat(frames.firstDelta()).isGreaterThanOrEqualTo(frames.firstFrame());
        assertThat(frames.firstFrame()).isPositive();
        assertThat(frames.last()).startsWith("id: r:24").endsWith("{\"type\": \"response.completed\"}\n");
        byte[] next = new byte[4];
        assertThat(in.read(next, 0, 1)).isOne();
        assertThat((char) next[0]).isEqualTo('n');
    }

    /** Gives a few bytes at a time. */
    private static final class Trickle extends InputStream {

        private final ByteArrayInputStream all;
        private final int most;

        Trickle(String text, int most) {
            this.all = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            this.most = most;
        }

        @Override
        public int read() {
            return all.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return all.read(into, offset, Math.min(most, length));
        }
    }
}
