package dev.cowork.contracttests.kill;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a server is in the middle of when it is killed. */
@FunctionalInterface
interface Scene {

    /** Plays up to the kill, in a conversation that is new. */
    Cut play(Stage stage, String conversation);

    /** The kinds of kills, by name, in the order in which they take turns. */
    enum Kind {
        BEGINNING(TurnScenes::beginning),
        STREAM(TurnScenes::stream),
        ROUNDS(TurnScenes::rounds),
        CALLS(TurnScenes::calls),
        QUEUE(QueueScene::play),
        LOCKED(TurnScenes::locked),
        DELETION(DeletionScene::play);

        private final Scene scene;

        Kind(Scene scene) {
            this.scene = scene;
        }

        Scene scene() {
            return scene;
        }

        /** Those that are named, separated by commas; all when nothing is. */
        static List<Kind> named(@Nullable String names) {
            if (names == null || names.isBlank()) {
                return List.of(values());
            }
            return List.of(names.split(",")).stream()
                    .map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT)))
                    .toList();
        }
    }
}
