package dev.cowork.contracttests.kill;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Kills while a conversation is deleted, each second time one in which a turn runs. */
final class DeletionScene {

    private static final int LONGEST = 60;
    private static final String INPUT = "/emit 60 1\n/tool list_files {}\n/emit 60 1";
    private static final String RUNNING = "/emit 600 2";

    private DeletionScene() {}

    static Cut play(Stage stage, String conversation) {
        String whole = stage.answer(INPUT);
        var seen = new ArrayList<Seen>();
        for (int turn = 0; turn < 2; turn++) {
            try (var reader = stage.open(conversation, INPUT)) {
                seen.add(new Seen(INPUT, whole, reader.rest()));
            }
        }
        return stage.between(0, 1) == 0
                ? killed(stage, conversation, seen)
                : killedWithARunningTurn(stage, conversation, seen);
    }

    private static Cut killedWithARunningTurn(Stage stage, String conversation, List<Seen> seen) {
        String whole = stage.answer(RUNNING);
        try (StrictReader reader = stage.open(conversation, RUNNING)) {
            reader.until(Frame::isDelta);
            reader.mayBeCut();
            var frames = CompletableFuture.supplyAsync(reader::rest, stage.threads());
            return killed(stage, conversation, seen).with(new Seen(RUNNING, whole, frames.join()));
        }
    }

    private static Cut killed(Stage stage, String conversation, List<Seen> seen) {
        int delay = stage.between(0, 10 * LONGEST);
        Http.Request delete = Http.Request.of("DELETE", Api.path("/conversations/" + conversation));
        long start = System.nanoTime();
        var answer = CompletableFuture.supplyAsync(() -> status(stage, delete), stage.threads());
        Stage.pass(delay / 10.0);
        double millis = Stage.millisSince(start);
        stage.kill();
        Cut.Deletion deletion = switch (answer.join()) {
            case 0 -> Cut.Deletion.ASKED;
            case 200 -> Cut.Deletion.ANSWERED;
            default -> throw new AssertionError("DELETE answered " + answer.join());
        };
        return new Cut(conversation, millis, deletion, seen);
    }

    /** 0 when no answer came. */
    private static int status(Stage stage, Http.Request request) {
        try {
            return stage.api().send(request).status();
        } catch (UncheckedIOException noAnswer) {
            return 0;
        }
    }
}
