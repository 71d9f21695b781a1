package dev.cowork.server.files;

import dev.cowork.server.agent.WholeOutputs;
import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Keeps whole outputs in the folder {@code .anton/outputs} of the project: the newest {@value #MOST}, and no version control sees them. A
 * project whose {@code .anton} is a link keeps none.
 */
@Component
final class OutputFiles implements WholeOutputs {

    static final int MOST = 100;
    static final int MOST_BYTES = 16 << 20;

    private static final Logger log = LoggerFactory.getLogger(OutputFiles.class);
    private static final List<String> FOLDER = List.of(".anton", "outputs");
    private static final String IGNORED = ".gitignore";

    private final FileWork work;

    OutputFiles(FileWork work) {
        this.work = work;
    }

    @Override
    public Mono<String> keep(Path folder, String itemId, String output) {
        return work.ask(() -> write(folder, itemId + ".txt", output)).onErrorResume(refused -> {
            log.debug("A whole output could not be kept: {}", refused.getClass().getName());
            return Mono.empty();
        });
    }

    private static String write(Path folder, String name, String output) throws IOException {
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            throw Problem.of(413, "content_too_large", "The output is too large to be kept.");
        }
        ProjectPath file = in(name);
        ProjectPath ignored = in(IGNORED);
        AtomicWrite.to(folder, ignored, ignored, "*\n".getBytes(StandardCharsets.UTF_8));
        AtomicWrite.to(folder, file, file, bytes);
        removeOldest(folder);
        return file.toString();
    }

    private static ProjectPath in(String name) {
        return new ProjectPath(List.of(FOLDER.get(0), FOLDER.get(1), name));
    }

    /** Ids sort by the time they were made. */
    private static void removeOldest(Path root) throws IOException {
        try (SafeFolder folder = SafeFolder.open(root, FOLDER)) {
            List<String> kept = folder.names(10 * MOST).stream()
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .toList();
            for (String name : kept.subList(0, Math.max(0, kept.size() - MOST))) {
                folder.delete(name);
            }
        }
    }
}
