package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.requests.RequestId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** Answers to requests that end below the framework. They close the connection and repeat nothing of the request. */
enum Refusal {
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
    FORM(HttpResponseStatus.BAD_REQUEST, "bad_request", "Bad request", "The request cannot be read as HTTP."),
    SLOW(
            HttpResponseStatus.REQUEST_TIMEOUT,
            "request_timeout",
            "Request timeout",
            "The request took too long to arrive."),
    BODY(
            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
            "payload_too_large",
            "Payload too large",
            "The request body is too large.");

    private static final Duration LINGER = Duration.ofSeconds(2);

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

    /**
     * Answers and closes the connection, a moment later than the client does it: closing while it still sends would take the answer away
     * from it. The caller drops what comes meanwhile.
     *
     * @param id the id of the request
     */
    void send(ChannelHandlerContext context, String id) {
        send(context, id, Map.of());
    }

    /**
     * The same in the words of a contract.
     *
     * @param id the id of the request
     * @param answer the contract's
     */
    void send(ChannelHandlerContext context, String id, BareAnswer answer) {
        send(context, id, answer.more().of(status.code(), code, detail));
    }

    private void send(ChannelHandlerContext context, String id, Map<String, Object> more) {
        context.writeAndFlush(answer(id, more)).addListener(_ -> linger(context.channel()));
    }

    private static void linger(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
        channel.config().setAutoRead(true);
        Future<?> closing =
                channel.eventLoop().schedule(() -> channel.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> closing.cancel(false));
    }

    private FullHttpResponse answer(String id, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:cowork:problem:" + code);
        body.put("title", title);
        body.put("status", status.code());
        body.put("detail", detail);
        body.put("code", code);
        body.put("request_id", id);
        body.putAll(more);
        ByteBuf bytes = Unpooled.wrappedBuffer(JsonMapper.shared().writeValueAsBytes(body));
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, bytes);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.readableBytes())
                .set(RequestId.HEADER, id)
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }
}
