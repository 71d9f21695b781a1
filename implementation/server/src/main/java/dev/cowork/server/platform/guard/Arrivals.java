package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.ids.Ids;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take to arrive, from its first byte, and how much of a body is read at all. A client that sends a byte now and
 * then would otherwise hold its connection for ever, and of a body that nobody reads the web server drops as much as is sent.
 */
final class Arrivals extends ChannelDuplexHandler {

    /** From the first byte of a request to the end of its headers. */
    private static final long HEAD = Duration.ofSeconds(15).toNanos();
    /** Without a byte of the body. */
    private static final long SILENCE = Duration.ofSeconds(30).toNanos();
    /** Bytes a second that a body has to have on the average. */
    private static final long RATE = 1024;
    /** Well above what the guard answers, so that the client has time to read that answer. */
    private static final long BODY = 64L << 20;

    private enum Phase {
        IDLE,
        HEAD,
        BODY
    }

    private final Ids ids;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> check;
    private Phase phase = Phase.IDLE;
    private long began;
    private long last;
    private long bytes;
    /** Requests that have no whole answer yet. */
    private int open;

    private boolean answering;
    private boolean refused;

    Arrivals(Ids ids) {
        this.ids = ids;
    }

    /** Goes before the codec: what the codec makes of the first bytes of a request it says only when the headers are complete. */
    ChannelInboundHandlerAdapter firstBytes() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext below, Object message) {
                if (phase == Phase.IDLE) {
                    begin(Phase.HEAD);
                }
                below.fireChannelRead(message);
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest) {
            begin(Phase.BODY);
            open++;
        }
        if (message instanceof HttpContent content) {
            last = System.nanoTime();
            bytes += content.content().readableBytes();
            if (message instanceof LastHttpContent) {
                phase = Phase.IDLE;
            } else if (bytes > BODY) {
                ReferenceCountUtil.release(message);
                end(context, Refusal.BODY);
                return;
            }
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (refused) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new ClosedChannelException());
            return;
        }
        if (message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            context.write(message, promise);
            return;
        }
        if (message instanceof HttpResponse) {
            answering = true;
        }
        if (message instanceof LastHttpContent) {
            answering = false;
            open--;
        }
        context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        phase = Phase.IDLE;
        if (check != null) {
            check.cancel(false);
        }
        context.fireChannelInactive();
    }

    private void begin(Phase begun) {
        phase = begun;
        began = System.nanoTime();
        last = began;
        bytes = 0;
        if (check == null && context != null) {
            check = schedule(context);
        }
    }

    private Future<?> schedule(ChannelHandlerContext context) {
        return context.executor().schedule(() -> check(context), 1, TimeUnit.SECONDS);
    }

    private void check(ChannelHandlerContext context) {
        check = null;
        if (phase == Phase.IDLE || refused) {
            return;
        }
        // an answer that is on its way is not cut off because of what the client sends meanwhile
        boolean late = !answering && (phase == Phase.HEAD ? open == 0 && isHeadLate() : isBodyLate());
        if (late) {
            end(context, Refusal.SLOW);
        } else {
            check = schedule(context);
        }
    }

    private boolean isHeadLate() {
        return System.nanoTime() - began > HEAD;
    }

    private boolean isBodyLate() {
        long now = System.nanoTime();
        return now - last > SILENCE || now - began > SILENCE + TimeUnit.SECONDS.toNanos(bytes / RATE);
    }

    /** Answers, unless an answer is there already, and closes the connection. */
    private void end(ChannelHandlerContext context, Refusal refusal) {
        refused = true;
        boolean answered = answering || (phase == Phase.BODY && open == 0);
        if (answered) {
            context.close();
        } else {
            refusal.send(context, ids.next("req"));
        }
    }
}
