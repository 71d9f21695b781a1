package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.conversations.ConversationService;
import dev.cowork.server.platform.resources.IfMatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.r2dbc.core.DatabaseClient;

/** Bug class: a conversation that goes step by step, so that whoever ends the server in between leaves half of it. */
class ConversationRemovalTest extends TurnTesting {

    private static final List<String> TABLES = List.of("conversation", "item", "turn", "stream", "event");

    private DatabaseClient database() {
        return server.bean(DatabaseClient.class);
    }

    private Map<String, Long> rows() {
        var rows = new TreeMap<String, Long>();
        for (String table : TABLES) {
            rows.put(
                    table,
                    database()
                            .sql("select count(*) from " + table)
                            .map(row -> row.get(0, Long.class))
                            .one()
                            .block(SOON));
        }
        return rows;
    }

    private void delete() {
        server.bean(ConversationService.class).delete(ME, "talk", IfMatch.any()).block(SOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"conversation", "item", "turn", "stream", "event"})
    void goesAsAWholeOrNotAtAllWhicheverOfItsRowsStays(String table) {
        agent.says(new TurnEvent.MessageFinished("", 0, "yes", null));
        answered(Asking.text("one").in("talk"));
        Map<String, Long> before = rows();
        assertThat(before.values()).allMatch(count -> count > 0);
        database()
                .sql("create trigger stays before delete on " + table + " begin select raise(abort, 'it stays'); end")
                .then()
                .block(SOON);

        assertThatThrownBy(this::delete).hasStackTraceContaining("it stays");
        assertThat(rows()).isEqualTo(before);

        database().sql("drop trigger stays").then().block(SOON);
        delete();
        assertThat(rows().values()).allMatch(count -> count == 0);
    }
}
