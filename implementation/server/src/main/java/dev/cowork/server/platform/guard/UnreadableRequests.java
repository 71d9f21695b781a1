package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.ids.Ids;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that the framework would never see, because they cannot be read as HTTP or their address is no URI. Without this the
 * web server answers them with an empty body. What the request said is not repeated.
 */
final class UnreadableRequests extends ChannelInboundHandlerAdapter {

    private final Ids ids;
    private final List<BareAnswer> answers;
    private boolean refused;

    UnreadableRequests(Ids ids, List<BareAnswer> answers) {
        this.ids = ids;
        this.answers = answers;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request && problem(request) instanceof Refusal refusal) {
            refused = true;
            ReferenceCountUtil.release(message);
            send(refusal, context, request.uri());
        } else {
            context.fireChannelRead(message);
        }
    }

    private void send(Refusal refusal, ChannelHandlerContext context, String target) {
        String id = ids.next("req");
        answers.stream()
                .filter(answer -> answer.covers(target))
                .findFirst()
                .ifPresentOrElse(answer -> refusal.send(context, id, answer), () -> refusal.send(context, id));
    }

    private static @Nullable Refusal problem(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return switch (request.decoderResult().cause()) {
                case TooLongHttpLineException _ -> Refusal.LINE;
                case TooLongHttpHeaderException _ -> Refusal.HEADERS;
                default -> Refusal.FORM;
            };
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (!hosts.isEmpty() && Authority.parse(hosts.getFirst()).isEmpty()) {
            return Refusal.HOST;
        }
        String target = request.uri();
        if (!isUri(target)) {
            return Refusal.ADDRESS;
        }
        return target.startsWith("/") || target.equals("*") ? null : absolute(target, hosts);
    }

    /** A target that names a host itself outranks the header, and the framework looks at the header only: so they have to agree. */
    private static @Nullable Refusal absolute(String target, List<String> hosts) {
        int end = target.indexOf('/', target.indexOf("://") + 3);
        Optional<Origin> named = Origin.parse(end < 0 ? target : target.substring(0, end));
        if (named.isEmpty() || !named.get().isWeb()) {
            return Refusal.ADDRESS;
        }
        String name = named.get().authority().name();
        boolean agrees = !hosts.isEmpty()
                && Authority.parse(hosts.getFirst())
                        .filter(host -> host.name().equals(name))
                        .isPresent();
        return agrees ? null : Refusal.HOST;
    }

    private static boolean isUri(String text) {
        try {
            URI _ = new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
