package dev.cowork.server.platform.sse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes each event as one buffer that leaves at once: {@code id: }, {@code event: }, one line of {@code data: }, LF only. Shipped readers split
 * at an empty line, take the first data line, and break on CR.
 */
final class EventWriter implements HttpMessageWriter<Object> {

    private static final MediaType STREAM = MediaType.TEXT_EVENT_STREAM;

    private final JsonMapper json;

    EventWriter(JsonMapper json) {
        this.json = json;
    }

    @Override
    public List<MediaType> getWritableMediaTypes() {
        return List.of(STREAM);
    }

    @Override
    public boolean canWrite(ResolvableType elementType, @Nullable MediaType mediaType) {
        return mediaType == null
                ? ServerSentEvent.class.isAssignableFrom(elementType.toClass())
                : STREAM.includes(mediaType);
    }

    @Override
    public Mono<Void> write(
            Publisher<?> events,
            ResolvableType elementType,
            @Nullable MediaType mediaType,
            ReactiveHttpOutputMessage message,
            Map<String, Object> hints) {
        message.getHeaders().setContentType(STREAM);
        DataBufferFactory buffers = message.bufferFactory();
        // One stream of buffers: what is there is written, then flushed. As groups to be flushed one by one, each frame
        // would be a concatenation of its own, and reactor-core can lose the demand of one that ends its first part
        // while it is being asked: for ever.
        return message.writeWith(Flux.from(events)
                .map(event -> encode((ServerSentEvent<?>) event, buffers))
                .contextWrite(ReaderLoop.serving(message)));
    }

    private DataBuffer encode(ServerSentEvent<?> event, DataBufferFactory buffers) {
        StringBuilder head = new StringBuilder();
        line(head, ": ", event.comment());
        line(head, "id: ", event.id());
        line(head, "event: ", event.event());
        byte[] first = head.toString().getBytes(StandardCharsets.UTF_8);
        Object data = event.data();
        if (data == null) {
            DataBuffer buffer = buffers.allocateBuffer(first.length + 1);
            return buffer.write(first).write((byte) '\n');
        }
        byte[] body = json.writeValueAsBytes(data);
        DataBuffer buffer = buffers.allocateBuffer(first.length + body.length + 8);
        return buffer.write(first)
                .write("data: ".getBytes(StandardCharsets.US_ASCII))
                .write(body)
                .write((byte) '\n')
                .write((byte) '\n');
    }

    private static void line(StringBuilder out, String name, @Nullable String value) {
        if (value != null) {
            out.append(name).append(value).append('\n');
        }
    }
}
