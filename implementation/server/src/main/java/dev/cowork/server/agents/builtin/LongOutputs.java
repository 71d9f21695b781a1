package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.WholeOutputs;
import dev.cowork.server.models.HeadAndTail;
import dev.cowork.server.platform.json.ContentSize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Shows of a long output its head and its tail, and says where the whole of it is. */
final class LongOutputs {

    static final int LONGEST = 64 << 10;

    private static final int ROOM_FOR_PATH = 512;

    private final Path folder;
    private final WholeOutputs whole;

    /** @param folder the project's folder */
    LongOutputs(Path folder, WholeOutputs whole) {
        this.folder = folder;
        this.whole = whole;
    }

    /**
     * @param tool what gave the result, or null when there was no such tool
     * @param itemId the id of the output's item
     */
    Mono<ToolResult> fit(@Nullable Tool tool, String itemId, ToolResult result) {
        if (ContentSize.of(result.output()) <= LONGEST) {
            return Mono.just(result);
        }
        return (tool == null || tool.givesParts() ? Mono.<String>empty() : whole.keep(folder, itemId, result.output()))
                .map(path -> "\n[The whole output is in " + path + ": read it with read_file, part by part.]")
                .defaultIfEmpty("")
                .map(where -> new ToolResult(
                        result.ok(),
                        HeadAndTail.cut(result.output(), LONGEST - ROOM_FOR_PATH) + where,
                        result.summary()));
    }
}
