package dev.cowork.server.platform.json;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.CodecException;
import org.springframework.core.codec.Hints;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
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
        int start = buffer.readPosition();
        // bodies hold keys and people's words: no log gets them, whatever its level
        Map<String, Object> unlogged = new HashMap<>(hints == null ? Map.of() : hints);
        unlogged.put(Hints.SUPPRESS_LOGGING_HINT, true);
        // each reading lets go of it once
        DataBufferUtils.retain(buffer);
        try {
            return super.decode(buffer, targetType, mimeType, unlogged);
        } catch (CodecException mismatch) {
            DataBufferUtils.retain(buffer);
            buffer.readPosition(start);
            super.decode(buffer, ANYTHING, mimeType, unlogged);
            throw mismatch;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }
}
