package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.problems.Problem;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;

/** How large a body may be, whether its length is announced or not. */
final class BodyRule {

    private final long limit;

    /** @param limit bytes */
    BodyRule(long limit) {
        this.limit = limit;
    }

    /** Refuses a body that says it is too large, before a byte of it is read. */
    void check(ServerHttpRequest request) {
        if (request.getHeaders().getContentLength() > limit) {
            throw tooLarge();
        }
    }

    /** The same request, whose body fails once it is too large. */
    ServerHttpRequest bounded(ServerHttpRequest request) {
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                AtomicLong read = new AtomicLong();
                return super.getBody().map(BodyRule::copy).handle((buffer, sink) -> {
                    if (read.addAndGet(buffer.readableByteCount()) > limit) {
                        sink.error(tooLarge());
                    } else {
                        sink.next(buffer);
                    }
                });
            }
        };
    }

    /**
     * Pooled buffers are slices that count their users together, and a body that fails midway is discarded by every operator that cares:
     * that frees memory which is still in use. Plain arrays need no counting.
     */
    private static DataBuffer copy(DataBuffer pooled) {
        byte[] bytes = new byte[pooled.readableByteCount()];
        pooled.read(bytes);
        DataBufferUtils.release(pooled);
        return DefaultDataBufferFactory.sharedInstance.wrap(bytes);
    }

    private Problem tooLarge() {
        return Problem.of(413, "payload_too_large", "The request body is larger than " + limit / (1 << 20) + " MB.");
    }
}
