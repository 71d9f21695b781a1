package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.requests.RequestId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that the framework would never see, because they cannot be read as HTTP or their address is no URI. Without this the
 * web server answers them with an empty body. What the request said is not repeated.
 */
final class UnreadableRequests extends ChannelInboundHandlerAdapter {

    private final Ids ids;
    private boolean refused;

    UnreadableRequests(Ids ids) {
        this.ids = ids;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request && problem(request) instanceof Refusal refusal) {
            refused = true;
            ReferenceCountUtil.release(message);
            context.writeAndFlush(answer(refusal, ids.next("req"))).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.fireChannelRead(message);
        }
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

    private static FullHttpResponse answer(Refusal refusal, String id) {
        String body =
                """
                {"type":"urn:cowork:problem:%s","title":"%s","status":%d,"detail":"%s","code":"%s","request_id":"%s"}\
                """.formatted(refusal.code, refusal.title, refusal.status.code(), refusal.detail, refusal.code, id);
        ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status, bytes);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.readableBytes())
                .set(RequestId.HEADER, id)
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }

    private enum Refusal {
        LINE(HttpResponseStatus.REQUEST_URI_TOO_LONG, "uri_too_long", "URI too long", "The address is too long."),
        HEADERS(
                HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                "headers_too_large",
                "Headers too large",
                "The headers of the request are too large."),
        HOST(
                HttpResponseStatus.MISDIRECTED_REQUEST,
                "host_not_allowed",
                "Host not allowed",
                "This server does not answer to that host name."),
        ADDRESS(
                HttpResponseStatus.BAD_REQUEST,
                "parameter_invalid",
                "Parameter invalid",
                "The address of the request is not a valid one."),
        FORM(HttpResponseStatus.BAD_REQUEST, "bad_request", "Bad request", "The request cannot be read as HTTP.");

        private final HttpResponseStatus status;
        private final String code;
        private final String title;
        private final String detail;

        Refusal(HttpResponseStatus status, String code, String title, String detail) {
            this.status = status;
            this.code = code;
            this.title = title;
            this.detail = detail;
        }
    }
}
