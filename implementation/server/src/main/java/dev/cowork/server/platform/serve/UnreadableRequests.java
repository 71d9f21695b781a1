package dev.cowork.server.platform.serve;

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

/**
 * Answers requests that the framework would never see, because they cannot be read as HTTP or their address is no URI. Without this the
 * web server answers them with an empty body. What the request said is not repeated.
 */
final class UnreadableRequests extends ChannelInboundHandlerAdapter {

    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request && problem(request) instanceof HttpResponseStatus status) {
            refused = true;
            ReferenceCountUtil.release(message);
            context.writeAndFlush(answer(status)).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.fireChannelRead(message);
        }
    }

    private static @org.jspecify.annotations.Nullable HttpResponseStatus problem(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return switch (request.decoderResult().cause()) {
                case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
                case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
                default -> HttpResponseStatus.BAD_REQUEST;
            };
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        return isUri(request.uri()) && (hosts.isEmpty() || isUri("http://" + hosts.getFirst()))
                ? null
                : HttpResponseStatus.BAD_REQUEST;
    }

    private static boolean isUri(String text) {
        try {
            URI _ = new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static FullHttpResponse answer(HttpResponseStatus status) {
        String code =
                switch (status.code()) {
                    case 414 -> "uri_too_long";
                    case 431 -> "headers_too_large";
                    default -> "bad_request";
                };
        String body = """
                {"type":"urn:cowork:problem:%s","title":"%s","status":%d,"detail":"The request cannot be read as HTTP.","code":"%s"}\
                """.formatted(code, status.reasonPhrase(), status.code(), code);
        ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, bytes);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.readableBytes())
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }
}
