package dev.cowork.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

    private static final int FILES = 1_000;

    private Path folder;

    @BeforeEach
    void fill(@TempDir Path temporary) throws IOException {
        folder = Files.createDirectories(temporary.resolve("folder/inner")).getParent();
        for (int i = 0; i < FILES; i++) {
            Files.writeString(folder.resolve("inner/" + i), "x");
        }
    }

    @Test
    void one_that_is_not_there_is_no_matter() {
        Folders.delete(folder);

        Folders.delete(folder);

        assertThat(folder).doesNotExist();
    }

    @Test
    void a_link_goes_and_what_it_points_to_stays(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        Path treasure = Files.writeString(elsewhere.resolve("treasure"), "mine");

        Folders.delete(folder);

        assertThat(folder).doesNotExist();
        assertThat(treasure).hasContent("mine");
    }

    @Test
    void several_may_remove_the_same() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> Folders.delete(folder), threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        }

        assertThat(folder).doesNotExist();
    }

    @Test
    void what_is_written_meanwhile_goes_too() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                for (int i = FILES; ; i++) {
                    Files.writeString(folder.resolve("inner/" + i), "x");
                    begun.countDown();
                }
            } catch (IOException gone) {
                // the folder is removed, and this has nothing more to do
            }
        });
        begun.await();

        Folders.delete(folder);

        writer.join();
        assertThat(folder).doesNotExist();
    }
}
