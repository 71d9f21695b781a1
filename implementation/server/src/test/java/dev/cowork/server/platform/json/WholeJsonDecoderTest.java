package dev.cowork.server.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Bug class: a key that somebody sends is written into the log before anything knows that it is one. */
class WholeJsonDecoderTest {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Level before = root.getLevel();

    @BeforeEach
    void listen() {
        written.start();
        root.addAppender(written);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        root.setLevel(before);
        root.detachAppender(written);
    }

    @Test
    void whatABodyHoldsIsInNoLogAtAnyLevel() {
        DataBuffer body = DefaultDataBufferFactory.sharedInstance.wrap(
                "{\"value\":\"sk-very-secret\"}".getBytes(StandardCharsets.UTF_8));

        Object read = new WholeJsonDecoder(JsonMapper.shared())
                .decode(body, ResolvableType.forClass(Map.class), MediaType.APPLICATION_JSON, null);

        assertThat(read).isEqualTo(Map.of("value", "sk-very-secret"));
        assertThat(written.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("very-secret"));
    }
}
