package dev.cowork.contracttests.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.DigestReader;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.FrameDigest;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import dev.cowork.contracttests.stream.Uncut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Catches: a reader that comes back and misses a frame, gets one twice or gets another one than the first time. By default a tenth of the
 * full measure: {@code -Dresume.events=2000}.
 */
class ResumeTest {

    private static final int EVENTS = Integer.getInteger("resume.events", 200);
    /** While one write is under way the next deltas gather in one frame: so the turn is slower than a write and says some more. */
    private static final int DELTAS = EVENTS + 100;

    private static final int PACE = 20;
    private static final int AT_ONCE = 8;
    private static final String KEY = "resume-key";
    private static final Http.Request TURN =
            Api.turn("resumed", "/emit " + DELTAS + " " + PACE).with("Idempotency-Key", KEY);

    private static ServerProcess server;
    private static Uncut uncut;
    private static LiveReaders live;

    @BeforeAll
    static void runOneTurnAndJoinItBehindEveryFrameWhileItRuns() {
        server = ServerProcess.start();
        var schemas = new StrictSchemas(ServedBundle.of(server.base()));
        live = new LiveReaders(server.base(), EVENTS, Executors.newVirtualThreadPerTaskExecutor());
        try (var reader = StrictReader.open(server.base(), TURN, schemas)) {
            for (Frame frame = reader.next(); frame != null && !frame.isTerminal(); frame = reader.next()) {
                live.join(frame, TURN);
            }
            live.turnEnded();
            uncut = new Uncut(reader.rest());
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static FrameDigest read(Http.Request request) {
        return DigestReader.read(server.base(), request);
    }

    private static void same(FrameDigest frames, int at, String what) {
        assertThat(frames)
                .as(what + ", resumed behind " + uncut.frames().get(at).id())
                .isEqualTo(uncut.behind(at));
    }

    private static void everyCursorGivesTheRest(String when) {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Cursor cursor : Cursor.values()) {
                var reads = new ArrayList<CompletableFuture<FrameDigest>>();
                for (int at = 0; at < uncut.size() - 1; at++) {
                    Http.Request request = cursor.behind(uncut.frames().get(at), TURN);
                    reads.add(CompletableFuture.supplyAsync(() -> read(request), threads));
                }
                for (int at = 0; at < reads.size(); at++) {
                    same(reads.get(at).join(), at, cursor + " " + when);
                }
            }
        }
    }

    @Test
    void theTurnHasAsManyFramesAsAreAskedFor() {
        assertThat(uncut.frames()).hasSizeGreaterThanOrEqualTo(EVENTS);
        assertThat(Frames.last(uncut.frames()).type()).isEqualTo("response.completed");
    }

    @Test
    void everyReaderThatJoinedWhileItRanGotExactlyTheRest() {
        live.check(uncut);
        assertThat(live.count()).isEqualTo((uncut.size() - 1) * Cursor.values().length);
        assertThat(live.joined()).as("joined before it ended").isGreaterThan(live.count() / 2);
        System.out.printf(
                "resume: %d frames of %d deltas; %d readers joined while it ran, at most %d at once%n",
                uncut.size(), DELTAS, live.joined(), live.mostOpen());
    }

    @Test
    void everyCursorGivesExactlyTheRestOfAFinishedTurn() {
        everyCursorGivesTheRest("finished");
    }

    @Test
    void everyCursorGivesTheSameAfterARestart() {
        live.check(uncut);
        server.stop(Duration.ofSeconds(10));
        server = server.restart();
        everyCursorGivesTheRest("after a restart");
    }

    @Test
    void aNumberBetweenTwoFramesIsACursorToo() {
        long number = uncut.frames().get(3).number() + 1;
        same(read(Api.tail(uncut.frames().getFirst().responseId(), number)), 3, "between");
    }

    @Test
    void aMalformedOrForeignEventIdStartsFromTheBeginning() {
        String response = uncut.frames().getFirst().responseId();
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
            assertThat(read(request)).as(cursor).isEqualTo(uncut.whole());
        }
    }

    @Test
    void aMalformedNumberIsRefused() {
        String response = uncut.frames().getFirst().responseId();
        for (String query : List.of("from_seq=-1", "from_seq=x", "starting_after=-5", "starting_after=1.5")) {
            Http.Response answer = Http.send(
                    server.base(),
                    Http.Request.of("GET", Api.path("/responses/tail?response_id=" + response + "&" + query)));
            assertThat(answer.status()).as(query + " " + answer.body()).isEqualTo(422);
        }
    }

    @Test
    void theEventIdWinsAndOfTwoNumbersTheGreaterCounts() {
        Frame early = uncut.frames().get(2);
        Frame late = uncut.frames().get(50);
        same(read(Api.tail(early.responseId(), late.number()).with("Last-Event-ID", early.id())), 2, "header wins");
        String both = "&from_seq=" + early.number() + "&starting_after=" + late.number();
        same(
                read(Http.Request.of("GET", Api.path("/responses/tail?response_id=" + early.responseId() + both))),
                50,
                "greater counts");
    }

    @Test
    void aTailByConversationFollowsTheLastTurnOfIt() {
        Http.Request request =
                Http.Request.of("GET", Api.path("/responses/tail?conversation_id=resumed&from_seq=0&model=anton"));
        assertThat(read(request)).isEqualTo(uncut.whole());
    }

    @Test
    void aCursorAtTheEndOfAFinishedTurnGivesNothingMore() {
        Http.Response answer = Http.send(
                server.base(),
                Api.tail(
                        uncut.frames().getFirst().responseId(),
                        Frames.last(uncut.frames()).number()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("data:");
    }

    @Test
    void theHistoryHoldsTheSameFramesWithTheirDeltasJoined() {
        var assistant = server.api().items("resumed").get(1);
        var events = assistant.path("events").valueStream().toList();
        assertThat(events.getFirst()).isEqualTo(uncut.frames().getFirst().data());
        assertThat(events.getLast()).isEqualTo(Frames.last(uncut.frames()).data());
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.path("delta").asString("")));
        assertThat(text.toString())
                .isEqualTo(Frames.text(uncut.frames()))
                .isEqualTo(assistant.path("content").asString());
    }
}
