package dev.cowork.server.platform.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.util.MimeType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a body whole before it is judged: a body that is no JSON is malformed, even where something of the wrong type comes before the
 * place at which it breaks off.
 */
final class WholeJsonDecoder extends JacksonJsonDecoder {

    private static final ResolvableType ANYTHING = ResolvableType.forClass(JsonNode.class);

    WholeJsonDecoder(JsonMapper mapper) {
        super(mapper);
    }

    @Override
    public Object decode(
            DataBuffer buffer,
            ResolvableType targetType,
            @Nullable MimeType mimeType,
            @Nullable Map<String, Object> hints) {
        byte[] body = new byte[buffer.readableByteCount()];
        buffer.read(body);
        DataBufferUtils.release(buffer);
        try {
            return super.decode(wrapped(body), targetType, mimeType, hints);
        } catch (CodecException mismatch) {
            super.decode(wrapped(body), ANYTHING, mimeType, hints);
            throw mismatch;
        }
    }

    private static DataBuffer wrapped(byte[] body) {
        return DefaultDataBufferFactory.sharedInstance.wrap(body);
    }
}
