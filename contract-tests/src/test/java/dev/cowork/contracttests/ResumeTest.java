package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Catches: a reader that comes back and misses a frame, gets one twice or gets another one than the first time. */
class ResumeTest {

    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();
    private static final String KEY = "resume-key";
    private static final Http.Request TURN = Api.turn("resumed", "/emit 200 5").with("Idempotency-Key", KEY);

    /** The ways to say where one stopped. */
    enum Cursor {
        LAST_EVENT_ID {
            @Override
            Http.Request behind(Frame frame) {
                return tail(frame, "").with("Last-Event-ID", frame.id());
            }
        },
        FROM_SEQ {
            @Override
            Http.Request behind(Frame frame) {
                return tail(frame, "&from_seq=" + frame.number());
            }
        },
        STARTING_AFTER {
            @Override
            Http.Request behind(Frame frame) {
                return tail(frame, "&starting_after=" + frame.number());
            }
        },
        REPEATED_POST {
            @Override
            Http.Request behind(Frame frame) {
                return TURN.with("Last-Event-ID", frame.id());
            }
        };

        abstract Http.Request behind(Frame frame);

        private static Http.Request tail(Frame frame, String more) {
            return Http.Request.of("GET", Api.path("/responses/tail?response_id=" + frame.responseId() + more));
        }
    }

    private static ServerProcess server;
    private static StrictSchemas schemas;
    private static List<Frame> uncut;
    private static final List<CompletableFuture<Void>> LIVE = new ArrayList<>();

    @BeforeAll
    static void runOneTurnAndResumeItAtEveryFrameWhileItRuns() {
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
        var resumed = new ArrayList<CompletableFuture<List<Frame>>>();
        try (var reader = StrictReader.open(server.base(), TURN, schemas)) {
            for (Frame frame = reader.next(); frame != null && !frame.isTerminal(); frame = reader.next()) {
                Cursor cursor = Cursor.values()[resumed.size() % Cursor.values().length];
                Http.Request request = cursor.behind(frame);
                resumed.add(CompletableFuture.supplyAsync(() -> read(request), THREADS));
            }
            uncut = reader.rest();
        }
        for (int i = 0; i < resumed.size(); i++) {
            int at = i;
            LIVE.add(resumed.get(i).thenAccept(frames -> same(frames, at, "live")));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Frame> read(Http.Request request) {
        try (var reader = StrictReader.resume(server.base(), request, schemas)) {
            return reader.rest();
        }
    }

    private static void same(List<Frame> frames, int at, String what) {
        assertThat(Frames.texts(frames))
                .as(what + ", resumed behind " + uncut.get(at).id())
                .isEqualTo(Frames.texts(uncut.subList(at + 1, uncut.size())));
    }

    @Test
    void aTurnOfTwoHundredEventsHasAboutTwoHundredFrames() {
        assertThat(uncut).hasSizeGreaterThan(150);
        assertThat(Frames.last(uncut).type()).isEqualTo("response.completed");
    }

    @Test
    void everyReaderThatJoinedWhileItRanGotExactlyTheRest() {
        LIVE.forEach(CompletableFuture::join);
        assertThat(LIVE).hasSize(uncut.size() - 1);
    }

    @Test
    void everyCursorGivesExactlyTheRestOfAFinishedTurn() {
        for (Cursor cursor : Cursor.values()) {
            for (int at = 0; at < uncut.size() - 1; at++) {
                same(read(cursor.behind(uncut.get(at))), at, cursor + " finished");
            }
        }
    }

    @Test
    void everyCursorGivesTheSameAfterARestart() {
        server.stop(Duration.ofSeconds(10));
        server = server.restart();
        for (Cursor cursor : Cursor.values()) {
            for (int at = 0; at < uncut.size() - 1; at += cursor == Cursor.LAST_EVENT_ID ? 1 : 7) {
                same(read(cursor.behind(uncut.get(at))), at, cursor + " after a restart");
            }
        }
    }

    @Test
    void aNumberBetweenTwoFramesIsACursorToo() {
        long number = uncut.get(3).number() + 1;
        same(read(Api.tail(uncut.getFirst().responseId(), number)), 3, "between");
    }

    @Test
    void aMalformedOrForeignEventIdStartsFromTheBeginning() {
        String response = uncut.getFirst().responseId();
        List<String> cursors = List.of(
                "garbage",
                ":",
                "16",
                response,
                response + ":",
                response + ":x",
                response + ":-1",
                response + ":1.5",
                response + ":99999999999999999999999",
                "resp_other:160",
                "\u00e4:1",
                response + ":8:8");
        for (String cursor : cursors) {
            Http.Request request = Http.Request.of("GET", Api.path("/responses/tail?response_id=" + response))
                    .with("Last-Event-ID", cursor);
            assertThat(Frames.texts(read(request))).as(cursor).isEqualTo(Frames.texts(uncut));
        }
    }

    @Test
    void aMalformedNumberIsRefused() {
        String response = uncut.getFirst().responseId();
        for (String query :
                List.of("from_seq=-1", "from_seq=x", "starting_after=-5", "starting_after=1.5", "from_seq=")) {
            Http.Response answer = Http.send(
                    server.base(),
                    Http.Request.of("GET", Api.path("/responses/tail?response_id=" + response + "&" + query)));
            assertThat(answer.status()).as(query + " " + answer.body()).isEqualTo(422);
        }
    }

    @Test
    void theEventIdWinsAndOfTwoNumbersTheGreaterCounts() {
        Frame early = uncut.get(2);
        Frame late = uncut.get(90);
        same(read(Api.tail(early.responseId(), late.number()).with("Last-Event-ID", early.id())), 2, "header wins");
        String both = "&from_seq=" + early.number() + "&starting_after=" + late.number();
        same(
                read(Http.Request.of("GET", Api.path("/responses/tail?response_id=" + early.responseId() + both))),
                90,
                "greater counts");
    }

    @Test
    void aTailByConversationFollowsTheLastTurnOfIt() {
        Http.Request request =
                Http.Request.of("GET", Api.path("/responses/tail?conversation_id=resumed&from_seq=0&model=anton"));
        assertThat(Frames.texts(read(request))).isEqualTo(Frames.texts(uncut));
    }

    @Test
    void aCursorAtTheEndOfAFinishedTurnGivesNothingMore() {
        Http.Response answer = Http.send(
                server.base(),
                Api.tail(uncut.getFirst().responseId(), Frames.last(uncut).number()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("data:");
    }

    @Test
    void theHistoryHoldsTheSameFramesWithTheirDeltasJoined() {
        var assistant = server.api().items("resumed").get(1);
        var events = assistant.path("events").valueStream().toList();
        assertThat(events.getFirst()).isEqualTo(uncut.getFirst().data());
        assertThat(events.getLast()).isEqualTo(Frames.last(uncut).data());
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.path("delta").asString("")));
        assertThat(text.toString())
                .isEqualTo(Frames.text(uncut))
                .isEqualTo(assistant.path("content").asString());
    }
}
