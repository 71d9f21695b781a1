package dev.cowork.contracttests.kill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Catches: a message or a frame that somebody has seen and that a crash of the server takes back, changes or doubles; a queue that loses its
 * place; a conversation that is deleted by half. By default a tenth of the full measure: {@code -Dkills=200}; {@code -Dkill.kinds=queue}
 * keeps to one kind and {@code -Dkill.seed=8} chooses other moments. Each kill is a line in {@code target/kills.csv}.
 */
@Order(1)
class KillTest {

    private static final int KILLS = Integer.getInteger("kills", 20);
    private static final List<Scene.Kind> KINDS = Scene.Kind.named(System.getProperty("kill.kinds"));
    private static final long SEED = Long.getLong("kill.seed", 7);

    @Test
    void nothingThatAnyoneHasSeenIsLostDoubledOrChangedByAKill() throws IOException {
        var log = new KillLog(Path.of("target", "kills.csv"));
        var ledger = new Ledger();
        try (var stage = new Stage(SEED)) {
            for (int kill = 1; kill <= KILLS; kill++) {
                Scene.Kind kind = KINDS.get((kill - 1) % KINDS.size());
                Cut cut = kind.scene().play(stage, "killed-" + kill);
                stage.restart();
                log.add(kill, kind, cut.millis(), checked(stage, ledger, kill, kind, cut));
            }
            ledger.check(stage.api());
        } finally {
            System.out.print(log.summary());
        }
        System.out.println("  " + ledger);
    }

    private static List<Row> checked(Stage stage, Ledger ledger, int kill, Scene.Kind kind, Cut cut) {
        try {
            return new Aftermath(stage, ledger, cut).check();
        } catch (AssertionError e) {
            String where = String.format("kill %d (%s, after %.1f ms)", kill, kind, cut.millis());
            throw new AssertionError(where + ": " + e.getMessage(), e);
        }
    }
}
