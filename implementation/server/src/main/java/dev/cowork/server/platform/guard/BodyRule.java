package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.problems.Problem;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;

/** How large a body may be, whether its length is announced or not, and how much of all bodies is held at once. */
final class BodyRule {

    private final BodySizes sizes;
    private final BodyBudget budget;

    BodyRule(BodySizes sizes, BodyBudget budget) {
        this.sizes = sizes;
        this.budget = budget;
    }

    /** Refuses a body that says it is too large, before a byte of it is read. */
    void check(ServerHttpRequest request) {
        long announced = request.getHeaders().getContentLength();
        long limit = sizes.of(request);
        if (announced > limit) {
            throw tooLarge(limit);
        }
        budget.check(announced);
    }

    /** The same request, whose body fails once it is too large, or once there is no room for more of it. */
    ServerHttpRequest bounded(ServerHttpRequest request) {
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                return Flux.defer(() -> bounded(super.getBody(), sizes.of(request)));
            }
        };
    }

    /** What is held is given back when the body has been read: whoever joins its pieces does so before the end is reported here. */
    private Flux<DataBuffer> bounded(Flux<DataBuffer> body, long limit) {
        AtomicLong held = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        return body.map(BodyRule::copy)
                .<DataBuffer>handle((buffer, sink) -> {
                    int bytes = buffer.readableByteCount();
                    if (held.get() + bytes > limit) {
                        sink.error(tooLarge(limit));
                    } else if (!budget.take(bytes)) {
                        sink.error(budget.busy());
                    } else {
                        held.addAndGet(bytes);
                        // a reader that leaves does so from another thread
                        if (over.get()) {
                            budget.give(held.getAndSet(0));
                        }
                        sink.next(buffer);
                    }
                })
                .doFinally(_ -> {
                    over.set(true);
                    budget.give(held.getAndSet(0));
                });
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

    private static Problem tooLarge(long limit) {
        return Problem.of(413, "payload_too_large", "The request body is larger than " + limit / (1 << 20) + " MB.");
    }
}
