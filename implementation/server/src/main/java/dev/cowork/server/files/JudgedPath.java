package dev.cowork.server.files;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Leave;
import dev.cowork.server.agent.ToolCall;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The place that a call is judged by is the place it works on. A call is judged by the real place of its path and by the path as it was
 * written; when it runs, possibly days later, the path must still lead to that place.
 */
final class JudgedPath {

    private JudgedPath() {}

    /** Finds the real place of a path. Blocks. */
    private interface Place {
        ProjectPath real() throws IOException;
    }

    /** What a call looks at. */
    static Mono<Access> read(FileWork work, ProjectPaths paths, ToolCall call) {
        return work.ask(() -> {
            ProjectPath asked = FileArguments.pathOrRoot(call.arguments());
            return access(Access.Kind.READ, asked, () -> paths.existing(call.folder(), asked));
        });
    }

    /** What a call changes. */
    static Mono<Access> write(FileWork work, ProjectPaths paths, ToolCall call) {
        return work.ask(() -> {
            ProjectPath asked = FileArguments.pathOrRoot(call.arguments());
            return access(Access.Kind.WRITE, asked, () -> paths.writable(call.folder(), asked));
        });
    }

    /** A path that leads nowhere yet is judged as it is written; what is put there in between is not what was judged. */
    private static Access access(Access.Kind kind, ProjectPath asked, Place place) {
        String real;
        try {
            real = place.real().toString();
        } catch (IOException nowhere) {
            real = asked.toString();
        }
        return new Access(kind, real).alsoNamed(asked.toString());
    }

    /**
     * @return where the existing file or folder of a call really is
     * @throws dev.cowork.server.platform.problems.Problem 400 {@code bad_path} when it is not the place that was judged, or as
     *     {@link ProjectPaths#existing}
     */
    static ProjectPath existing(ProjectPaths paths, ToolCall call, ProjectPath asked) throws IOException {
        return judged(call, asked, paths.existing(call.folder(), asked));
    }

    /**
     * @return where the file of a call really is or will be
     * @throws dev.cowork.server.platform.problems.Problem 400 {@code bad_path} when it is not the place that was judged, or as
     *     {@link ProjectPaths#writable}
     */
    static ProjectPath writable(ProjectPaths paths, ToolCall call, ProjectPath asked) throws IOException {
        return judged(call, asked, paths.writable(call.folder(), asked));
    }

    private static ProjectPath judged(ToolCall call, ProjectPath asked, ProjectPath real) {
        @Nullable Leave leave = call.leave();
        if (leave == null || !leave.access().target().equals(real.toString())) {
            throw ProjectPath.refused(asked + " leads somewhere else than it did when this call was allowed");
        }
        return real;
    }
}
