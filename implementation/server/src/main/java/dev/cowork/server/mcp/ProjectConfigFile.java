package dev.cowork.server.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Reads {@code .mcp.json} of a project's folder, off the event loop. A file that is a link is not read: it may lead anywhere. */
@Component
class ProjectConfigFile implements DisposableBean {

    static final String NAME = ".mcp.json";

    private static final int LONGEST = 256 << 10;

    private final ProjectConfigParser parser;
    private final Scheduler scheduler = Schedulers.newBoundedElastic(4, 1_000, "mcp-files");

    ProjectConfigFile(ProjectConfigParser parser) {
        this.parser = parser;
    }

    /**
     * @param folder the project's folder
     * @return what its file says; {@link ProjectConfig#NONE} when there is none
     */
    Mono<ProjectConfig> of(Path folder) {
        return Mono.fromCallable(() -> read(folder.resolve(NAME))).subscribeOn(scheduler);
    }

    private ProjectConfig read(Path file) {
        try {
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                return ProjectConfig.NONE;
            }
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile()) {
                return ProjectConfig.unusable("The project's " + NAME + " is no ordinary file, so it was not read.");
            }
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = in.readNBytes(LONGEST + 1);
                return bytes.length > LONGEST
                        ? ProjectConfig.unusable("The project's " + NAME + " is too long, so it was not read.")
                        : parser.parse(new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            return ProjectConfig.unusable("The project's " + NAME + " could not be read.");
        }
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }
}
