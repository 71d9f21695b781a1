package dev.cowork.server.platform.sse;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Where a stream that has waited goes on: on the event loop of the connection that reads it, where its frames are written too, so that
 * they change threads once and not twice. It travels in the stream's context.
 */
public final class ReaderLoop {

    private static final Object KEY = ReaderLoop.class;

    private ReaderLoop() {}

    /**
     * @param context of whoever reads a stream
     * @return the event loop of its connection; a thread for work that does not block when no connection reads
     */
    public static Scheduler of(ContextView context) {
        return context.hasKey(KEY) ? context.get(KEY) : Schedulers.parallel();
    }

    /**
     * @param loop where waits are to end
     * @return what puts it into a context
     */
    public static Function<Context, Context> with(Scheduler loop) {
        return context -> context.put(KEY, loop);
    }

    /** The same for the connection of a response; one without a connection changes nothing. */
    static Function<Context, Context> serving(ReactiveHttpOutputMessage message) {
        return message instanceof ServerHttpResponse response
                        && ServerHttpResponseDecorator.getNativeResponse(response) instanceof HttpServerResponse served
                ? with(loop(served))
                : Function.identity();
    }

    private static Scheduler loop(HttpServerResponse served) {
        AtomicReference<Scheduler> loop = new AtomicReference<>(Schedulers.parallel());
        served.withConnection(connection ->
                loop.set(Schedulers.fromExecutor(connection.channel().eventLoop())));
        return loop.get();
    }
}
