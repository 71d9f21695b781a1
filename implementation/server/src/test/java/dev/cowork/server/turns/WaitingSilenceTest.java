package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.EventLines;
import dev.cowork.server.testing.RunningServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import reactor.core.publisher.Flux;

/** Bug class: a client that gives a turn up, because nothing comes while the person thinks. */
class WaitingSilenceTest {

    private static final String SIGN = "\"phase\":\"user_wait\"";

    private final RunningServer server = RunningServer.own(
            Map.of(),
            context -> context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("silence", Map.of("cowork.turns.sign-of-life", "600ms"))));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aWaitingTurnGivesSignsOfLifeThatAreInItsLog() {
        EventLines turn = EventLines.turn(server.url(), "silent", "anton", "/ask Which one?");

        boolean heard = Flux.interval(Duration.ofMillis(20))
                .onBackpressureDrop()
                .take(Duration.ofSeconds(20))
                .any(tick -> turn.text().split(SIGN, -1).length > 2)
                .blockOptional()
                .orElse(false);

        assertThat(heard).as(turn.text()).isTrue();
        assertThat(turn.text()).doesNotContain("model_wait", "response.queued");
        EventLines.post(server.url(), "/api/v1/responses/cancel", "{\"conversation_id\":\"silent\"}")
                .join();
        EventLines again = EventLines.tail(server.url(), turn.response());
        assertThat(again.types()).endsWith("response.cancelled");
        assertThat(again.text()).contains(SIGN);
    }
}
