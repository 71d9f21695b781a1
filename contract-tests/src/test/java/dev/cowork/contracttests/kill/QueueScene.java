package dev.cowork.contracttests.kill;

import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Kills while one turn of a conversation runs and others wait behind it, or while one hands over to the next. */
final class QueueScene {

    private static final int TURNS = 5;
    private static final int LONGEST = 1_200;

    private QueueScene() {}

    static Cut play(Stage stage, String conversation) {
        var readers = new ArrayList<StrictReader>();
        var inputs = new ArrayList<String>();
        for (int turn = 1; turn <= TURNS; turn++) {
            inputs.add("/emit 40 3\n/say turn " + turn);
        }
        List<String> wholes = inputs.stream().map(stage::answer).toList();
        long start = System.nanoTime();
        try {
            for (String input : inputs) {
                StrictReader reader = stage.open(conversation, input);
                readers.add(reader);
                reader.next();
            }
            readers.forEach(StrictReader::mayBeCut);
            List<CompletableFuture<List<Frame>>> frames = readers.stream()
                    .map(reader -> CompletableFuture.supplyAsync(reader::rest, stage.threads()))
                    .toList();
            Stage.pass(stage.between(0, LONGEST));
            double millis = Stage.millisSince(start);
            stage.kill();
            var seen = new ArrayList<Seen>();
            for (int i = 0; i < TURNS; i++) {
                seen.add(new Seen(inputs.get(i), wholes.get(i), frames.get(i).join()));
            }
            return new Cut(conversation, millis, Cut.Deletion.NONE, seen);
        } finally {
            readers.forEach(StrictReader::close);
        }
    }
}
