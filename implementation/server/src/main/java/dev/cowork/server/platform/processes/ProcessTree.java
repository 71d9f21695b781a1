package dev.cowork.server.platform.processes;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A process and all that came of it. While it runs, its descendants are looked up now and then and remembered, each by its number and the
 * instant it began, so that another process that gets the number later is never taken for it. On Linux two more things give a process away
 * whose parent has ended: a mark in the environment, which is handed down, and the pipe of the output.
 *
 * <p>What escapes: a process that clears its environment, sends its output elsewhere and loses its parent, all between two looks; outside
 * Linux, every process that loses its parent between two looks.
 */
final class ProcessTree {

    private static final Duration POLITE = Duration.ofMillis(400);
    private static final Duration LIMIT = Duration.ofMillis(1_800);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final String mark;
    private final @Nullable String pipe;

    /** Handles are equal when number and beginning are. */
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    /**
     * @param root the process, just started
     * @param mark what its environment contains
     */
    ProcessTree(ProcessHandle root, String mark) {
        this.mark = mark;
        String told = ProcFiles.outputPipe(root.pid());
        // of a process that has ended the number may be another's by now
        this.pipe = root.isAlive() ? told : null;
        known.add(root);
    }

    /** Remembers what has come of it so far. */
    synchronized void look() {
        Set<ProcessHandle> seen = new HashSet<>();
        for (ProcessHandle process : List.copyOf(known)) {
            // those below one that has been asked need not be asked again
            if (!seen.contains(process) && process.isAlive()) {
                process.descendants().forEach(seen::add);
            }
        }
        known.addAll(seen);
        known.removeIf(process -> !process.isAlive());
    }

    /** Ends it: asks first, then forces, and looks again until nothing is left. Blocks for at most 2 s. */
    synchronized void end() {
        long begun = System.nanoTime();
        Set<ProcessHandle> asked = new HashSet<>();
        boolean forced = false;
        do {
            collect();
            forced |= System.nanoTime() - begun > POLITE.toNanos();
            for (ProcessHandle process : known) {
                if (forced) {
                    process.destroyForcibly();
                } else if (asked.add(process)) {
                    process.destroy();
                }
            }
            known.removeIf(ProcessTree::over);
            if (known.isEmpty()) {
                collect();
            }
        } while (!known.isEmpty() && System.nanoTime() - begun < LIMIT.toNanos() && pause());
    }

    private void collect() {
        look();
        long self = ProcessHandle.current().pid();
        ProcFiles.each(process -> {
            boolean ours = ProcFiles.environment(process).contains(mark)
                    || pipe != null && process != self && ProcFiles.writesTo(process, pipe);
            if (ours) {
                ProcessHandle.of(process).ifPresent(known::add);
            }
        });
        known.removeIf(ProcessTree::over);
    }

    /** Ends at once every process whose environment fits: what an earlier server left behind. */
    static int endAll(Predicate<String> environment) {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        ProcFiles.each(process -> {
            if (environment.test(ProcFiles.environment(process))) {
                ProcessHandle.of(process).ifPresent(found::add);
            }
        });
        found.forEach(ProcessHandle::destroyForcibly);
        return found.size();
    }

    /** Also when it is dead and only waits for its parent to ask how it ended. */
    static boolean over(ProcessHandle process) {
        return !process.isAlive() || ProcFiles.zombie(process.pid());
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
