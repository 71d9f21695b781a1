package dev.cowork.contracttests.kill;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.models.ModelServer;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Kills within one turn. */
final class TurnScenes {

    private static final int DELTAS = 300;
    private static final int LOCKED = 250;
    private static final int ROUNDS = 6;
    private static final int CALLS = 12;
    private static final String ROUND = "/emit 30 2\n/tool list_files {}\n";

    private TurnScenes() {}

    /** Before anything has been answered, or just after. */
    static Cut beginning(Stage stage, String conversation) {
        String input = "/emit 20 2";
        String whole = stage.answer(input);
        int delay = stage.between(0, 150);
        long start = System.nanoTime();
        var frames = CompletableFuture.supplyAsync(() -> framesUntilCut(stage, conversation, input), stage.threads());
        Stage.pass(delay);
        double millis = Stage.millisSince(start);
        stage.kill();
        return new Cut(conversation, millis, Cut.Deletion.NONE, List.of(new Seen(input, whole, frames.join())));
    }

    private static List<Frame> framesUntilCut(Stage stage, String conversation, String input) {
        try (var reader = stage.open(conversation, input).mayBeCut()) {
            return reader.rest();
        } catch (UncheckedIOException noAnswer) {
            return List.of();
        }
    }

    /** While text streams: at the first frame each third time, else at any. */
    static Cut stream(Stage stage, String conversation) {
        String input = "/emit " + DELTAS + " 2";
        int at = stage.between(1, 3) == 1 ? 1 : stage.between(2, DELTAS);
        return killed(stage, conversation, input, stage.answer(input), frame -> true, at);
    }

    /** While another program writes in the database: what is shown meanwhile cannot be in the log. */
    static Cut locked(Stage stage, String conversation) {
        String input = "/emit " + DELTAS + " 2";
        String whole = stage.answer(input);
        long start = System.nanoTime();
        try (var reader = stage.open(conversation, input)) {
            reader.until(Frame::isDelta);
            reader.mayBeCut();
            try (var lock = stage.lock()) {
                var frames = CompletableFuture.supplyAsync(reader::rest, stage.threads());
                Stage.pass(LOCKED);
                double millis = Stage.millisSince(start);
                stage.kill();
                return new Cut(conversation, millis, Cut.Deletion.NONE, List.of(new Seen(input, whole, frames.join())));
            }
        }
    }

    /** Where one tool round follows another: as a call begins each second time, else anywhere. */
    static Cut rounds(Stage stage, String conversation) {
        String input = ROUND.repeat(ROUNDS) + "/emit 30 2";
        String whole = stage.answer(input);
        return stage.between(0, 1) == 0
                ? killed(stage, conversation, input, whole, isThought("tool_call.start"), stage.between(1, ROUNDS))
                : killed(stage, conversation, input, whole, frame -> true, stage.between(2, ROUNDS * 30));
    }

    /** Where one answer has called many tools and some have not come back. */
    static Cut calls(Stage stage, String conversation) {
        var chunks = new ArrayList<String>();
        chunks.add(ModelServer.text("I write some files. "));
        for (int i = 0; i < CALLS; i++) {
            chunks.add(ModelServer.call("call_" + i, "write_file", arguments(conversation, i), i));
        }
        chunks.add(ModelServer.finish("tool_calls"));
        chunks.add("[DONE]");
        stage.model().then(ModelServer.stream(chunks));
        var request = Api.turn(conversation, "Write some files");
        long start = System.nanoTime();
        try (var reader = StrictReader.open(stage.api().base(), request, stage.schemas())) {
            return killed(
                    stage,
                    conversation,
                    "Write some files",
                    null,
                    reader,
                    start,
                    isThought("tool_call.end"),
                    stage.between(1, CALLS - 2));
        }
    }

    private static String arguments(String conversation, int i) {
        return Bundle.JSON
                .createObjectNode()
                .put("path", conversation + "/" + i + ".txt")
                .put("content", "File " + i)
                .toString();
    }

    private static Predicate<Frame> isThought(String role) {
        return frame -> frame.data().path("thought_role").asString("").equals("thought." + role);
    }

    private static Cut killed(
            Stage stage, String conversation, String input, @Nullable String whole, Predicate<Frame> counts, int at) {
        long start = System.nanoTime();
        try (var reader = stage.open(conversation, input)) {
            return killed(stage, conversation, input, whole, reader, start, counts, at);
        }
    }

    private static Cut killed(
            Stage stage,
            String conversation,
            String input,
            @Nullable String whole,
            StrictReader reader,
            long start,
            Predicate<Frame> counts,
            int at) {
        int left = at;
        for (Frame frame = reader.next(); frame != null && !frame.isTerminal(); frame = reader.next()) {
            if (counts.test(frame) && --left == 0) {
                break;
            }
        }
        reader.mayBeCut();
        double millis = Stage.millisSince(start);
        stage.kill();
        return new Cut(conversation, millis, Cut.Deletion.NONE, List.of(new Seen(input, whole, reader.rest())));
    }
}
