package dev.cowork.server.models.chat;

import static dev.cowork.server.models.TestItems.request;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.models.ModelClient;
import dev.cowork.server.models.ModelEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/** Whatever fails, the provider's words and the key are in no sentence of ours, nor in the log. */
abstract class ChatFailureFixture extends ChatFixture {

    static final String PROVIDER_WORDS = "zebra-provider-words";
    private static final String ANOTHER_KEY = "sk-another-123456";

    final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.cowork");
    private final Level before = root.getLevel();
    private final Level oursBefore = ours.getLevel();
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();

    @BeforeEach
    void listen() {
        root.iteratorForAppenders().forEachRemaining(others::add);
        others.forEach(root::detachAppender);
        root.setLevel(Level.DEBUG);
        ours.setLevel(Level.DEBUG);
        // others log while this one is read
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void everythingStaysSecret() {
        root.detachAppender(log);
        root.setLevel(before);
        ours.setLevel(oursBefore);
        others.forEach(root::addAppender);
        for (ILoggingEvent event : List.copyOf(log.list)) {
            assertThat(event.getFormattedMessage())
                    .doesNotContainIgnoringCase(KEY)
                    .doesNotContain(ANOTHER_KEY);
            if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
                assertThat(event.getFormattedMessage()).doesNotContain(PROVIDER_WORDS);
            }
        }
    }

    AgentFailure failure() {
        return failure(client());
    }

    AgentFailure failure(ModelClient client) {
        return failure(client, new AtomicReference<>(""));
    }

    AgentFailure failure(AtomicReference<String> said) {
        return failure(client(), said);
    }

    private AgentFailure failure(ModelClient client, AtomicReference<String> said) {
        AtomicReference<Throwable> error = new AtomicReference<>();
        client.stream(request(user("resp_1", "hello")))
                .doOnNext(event ->
                        said.updateAndGet(old -> old + (event instanceof ModelEvent.Text t ? t.delta() : "")))
                .doOnError(error::set)
                .onErrorComplete()
                .blockLast(Duration.ofSeconds(10));
        assertThat(error.get()).isInstanceOf(AgentFailure.class);
        StringWriter trace = new StringWriter();
        error.get().printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(KEY).doesNotContain(PROVIDER_WORDS);
        AgentFailure failure = (AgentFailure) error.get();
        assertThat(failure.sentence()).endsWith(".");
        assertThat(failure.providerLabel()).isEqualTo("OpenAI-compatible");
        assertThat(failure.model()).isEqualTo("small");
        return failure;
    }
}
