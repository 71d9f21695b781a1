package dev.cowork.server.platform.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A process and all that came of it. On Linux it is found by a mark in the environment, which a grandchild carries even when its parent has
 * ended and it belongs to nobody; elsewhere by descent.
 */
final class ProcessTree {

    private static final Path PROC = Path.of("/proc");
    private static final Duration POLITE = Duration.ofMillis(400);
    private static final Duration LIMIT = Duration.ofMillis(1_800);
    private static final Duration LOOK = Duration.ofMillis(20);

    private ProcessTree() {}

    /**
     * Ends a tree: asks first, then forces, and looks again until nothing is left. Blocks for at most 2 s.
     *
     * @param root the process, alive or not
     * @param mark what its environment contains
     */
    static void end(ProcessHandle root, String mark) {
        long begun = System.nanoTime();
        // remembered, because a process that is gone no longer leads to its children
        Map<Long, ProcessHandle> known = new LinkedHashMap<>();
        known.put(root.pid(), root);
        Set<Long> asked = new HashSet<>();
        boolean forced = false;
        do {
            collect(known, environment -> environment.contains(mark));
            forced |= System.nanoTime() - begun > POLITE.toNanos();
            for (ProcessHandle process : known.values()) {
                if (forced) {
                    process.destroyForcibly();
                } else if (asked.add(process.pid())) {
                    process.destroy();
                }
            }
            known.values().removeIf(ProcessTree::over);
            if (known.isEmpty()) {
                collect(known, environment -> environment.contains(mark));
            }
        } while (!known.isEmpty() && System.nanoTime() - begun < LIMIT.toNanos() && pause());
    }

    /** Ends at once every process whose environment fits: what an earlier server left behind. */
    static int endAll(Predicate<String> environment) {
        Map<Long, ProcessHandle> found = new LinkedHashMap<>();
        collect(found, environment);
        found.values().forEach(ProcessHandle::destroyForcibly);
        return found.size();
    }

    private static void collect(Map<Long, ProcessHandle> into, Predicate<String> environment) {
        if (!Files.isDirectory(PROC)) {
            for (ProcessHandle process : into.values().toArray(ProcessHandle[]::new)) {
                process.descendants().forEach(child -> into.putIfAbsent(child.pid(), child));
            }
            return;
        }
        // a child may have thrown the mark away
        for (ProcessHandle process : into.values().stream().limit(1).toList()) {
            process.descendants().forEach(child -> into.putIfAbsent(child.pid(), child));
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (environment.test(environmentOf(process))) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(handle -> into.putIfAbsent(handle.pid(), handle));
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            // the next look tries again
        }
    }

    private static String environmentOf(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException | RuntimeException goneOrForeign) {
            return "";
        }
    }

    /** Also when it is dead and only waits for its parent to ask how it ended. */
    static boolean over(ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            String stat = Files.readString(PROC.resolve(process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException notLinuxOrGone) {
            return false;
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // go on without pauses: leaving a process behind is worse
            return true;
        }
    }
}
