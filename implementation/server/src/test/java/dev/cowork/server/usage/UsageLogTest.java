package dev.cowork.server.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.testing.TestDatabase;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bug class: a call that is not counted, or counted twice. */
class UsageLogTest {

    private final TestDatabase database = TestDatabase.open();
    private final UsageLog log = new UsageLog(database.client(), Clock.systemUTC());

    @AfterEach
    void close() {
        database.close();
    }

    private static TurnEvent.Usage call(String messageId, long output) {
        return new TurnEvent.Usage("openai_compatible", "small", messageId, 10L, null, null, output, null);
    }

    private List<Object> counted() {
        return database.client()
                .sql("select owner || ' ' || turn_id || ' ' || output_tokens as line from usage order by no limit 100")
                .map(row -> (Object) row.get("line", String.class))
                .all()
                .collectList()
                .block();
    }

    @Test
    void ids_that_a_small_server_repeats_hide_no_call() {
        log.add("me", "resp_1", List.of(call("chatcmpl-7", 1), call("chatcmpl-7", 2), call(null, 3)))
                .block();
        log.add("me", "resp_2", List.of(call("chatcmpl-7", 4))).block();
        log.add("other", "resp_3", List.of(call("chatcmpl-7", 5))).block();

        assertThat(counted())
                .containsExactly("me resp_1 1", "me resp_1 2", "me resp_1 3", "me resp_2 4", "other resp_3 5");
    }

    @Test
    void a_turn_that_is_closed_again_is_counted_once() {
        for (int i = 0; i < 2; i++) {
            log.add("me", "resp_1", List.of(call("a", 1), call(null, 2))).block();
        }

        assertThat(counted()).containsExactly("me resp_1 1", "me resp_1 2");
    }
}
