package dev.cowork.contracttests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.models.ModelServer;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.stream.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What must be true of a conversation after the restart. */
final class Aftermath {

    private static final String NEXT = "Are you still there?";

    private final Stage stage;
    private final Api api;
    private final Ledger ledger;
    private final Cut cut;

    Aftermath(Stage stage, Ledger ledger, Cut cut) {
        this.stage = stage;
        this.api = stage.api();
        this.ledger = ledger;
        this.cut = cut;
    }

    /** Fails when anything that was seen is not there, or when anything is there half. */
    List<Row> check() {
        if (!isThere()) {
            return gone();
        }
        assertThat(cut.deletion()).as("a deletion that was answered").isNotEqualTo(Cut.Deletion.ANSWERED);
        List<JsonNode> users = usersRows();
        assertThat(users).extracting(row -> row.path("content").asString()).isEqualTo(inputs());
        var turns = new ArrayList<TurnAfter>();
        for (int i = 0; i < users.size(); i++) {
            turns.add(TurnAfter.read(stage, cut.turns().get(i), users.get(i)));
        }
        List<JsonNode> items = api.items(cut.conversation());
        turns.forEach(turn -> turn.agreesWith(items));
        endsFit(turns.stream().map(TurnAfter::end).toList());
        nothingIsInFlight();
        takesANextTurn(inputs());
        assertThat(api.items(cut.conversation()).subList(0, items.size())).isEqualTo(items);
        turns.forEach(turn -> ledger.ended(turn.frames()));
        if (cut.deletion() == Cut.Deletion.ASKED) {
            deleteNow(turns);
        }
        return Stream.iterate(0, i -> i + 1)
                .limit(turns.size())
                .map(i -> turns.get(i).row(i, items.size()))
                .toList();
    }

    /** Whether it is there; fails when some say so and others do not. */
    private boolean isThere() {
        var answers = new ArrayList<Boolean>();
        answers.add(found("/conversations/" + cut.conversation()));
        answers.add(found("/conversations/" + cut.conversation() + "/items"));
        answers.add(found("/responses/tail?conversation_id=" + cut.conversation()));
        answers.add(api.get("/conversations?limit=20")
                .path("conversations")
                .valueStream()
                .anyMatch(listed -> listed.path("id").asString().equals(cut.conversation())));
        for (Seen seen : cut.turns()) {
            if (seen.response() != null) {
                answers.add(found("/responses/tail?response_id=" + seen.response()));
            }
        }
        assertThat(answers)
                .as("conversation, its items, its tail, the list and the tails of its responses say")
                .containsOnly(answers.getFirst());
        return answers.getFirst();
    }

    private boolean found(String path) {
        try (var exchange = Http.open(api.base(), Http.Request.of("GET", Api.path(path)), 0)) {
            assertThat(exchange.status()).as(path).isIn(200, 404);
            return exchange.status() == 200;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Row> gone() {
        boolean nothingSeen =
                cut.turns().stream().allMatch(seen -> seen.frames().isEmpty());
        assertThat(nothingSeen || cut.deletion() != Cut.Deletion.NONE)
                .as("nobody had deleted what is gone")
                .isTrue();
        nothingIsInFlight();
        takesANextTurn(List.of());
        var rows = new ArrayList<Row>();
        for (Seen seen : cut.turns()) {
            if (seen.response() != null) {
                ledger.gone(seen.response());
            }
            rows.add(new Row(rows.size(), seen.lastNumber(), 0, nothingSeen ? "none" : "gone", 0));
        }
        return rows;
    }

    /** Completed ones, then at most one that was running, then completed ones that had waited. */
    private void endsFit(List<String> ends) {
        assertThat(ends.stream().filter(end -> !end.equals("response.completed")))
                .as("ends " + ends)
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(end -> end.equals("response.incomplete")
                        || end.equals("response.cancelled") && cut.deletion() == Cut.Deletion.ASKED);
    }

    private void nothingIsInFlight() {
        assertThat(api.inFlight(cut.conversation()).path("in_flight").asBoolean())
                .isFalse();
        assertThat(api.get("/responses/in-flight-list").path("in_flight").isEmpty())
                .isTrue();
    }

    private void takesANextTurn(List<String> before) {
        stage.model()
                .then(ModelServer.stream(
                        List.of(ModelServer.text("Still here."), ModelServer.finish("stop"), "[DONE]")));
        JsonNode answer = api.say(cut.conversation(), NEXT);
        assertThat(answer.path("status").asString()).as(answer.toString()).isEqualTo("completed");
        assertThat(answer.at("/output/0/text").asString()).isEqualTo("Still here.");
        var view = new ModelView(stage.model().requests().getLast());
        assertThat(view.userMessages())
                .isEqualTo(Stream.concat(before.stream(), Stream.of(NEXT)).toList());
        int calls = view.pairedCalls();
        assertThat(before.isEmpty() ? calls : 0)
                .as("calls of a conversation that is gone")
                .isZero();
    }

    private void deleteNow(List<TurnAfter> turns) {
        JsonNode deleted = api.ok(Http.Request.of("DELETE", Api.path("/conversations/" + cut.conversation())));
        assertThat(deleted.isObject()).isTrue();
        turns.forEach(turn -> ledger.gone(Frames.responseId(turn.frames())));
    }

    private List<JsonNode> usersRows() {
        return api.items(cut.conversation()).stream()
                .filter(row -> row.path("role").asString().equals("user"))
                .toList();
    }

    private List<String> inputs() {
        return cut.turns().stream().map(Seen::input).toList();
    }
}
