package dev.cowork.server.platform.serve;

import dev.cowork.server.platform.problems.StartRefused;
import java.util.List;
import java.util.Optional;

/** The process that started this one, when it wants the server to end with it. However it ends, no server is left behind. */
record Parent(ProcessHandle process) {

    static final String OPTION = "--parent-pid";

    /** Reads {@code --parent-pid PID}; empty when these are other arguments. */
    static Optional<Parent> of(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.getFirst().equals(OPTION)) {
            return Optional.empty();
        }
        if (arguments.size() != 2 || !arguments.get(1).matches("[1-9]\\d{0,9}")) {
            throw new StartRefused(OPTION + " takes the number of a process.");
        }
        ProcessHandle process = ProcessHandle.of(Long.parseLong(arguments.get(1)))
                .filter(ProcessHandle::isAlive)
                .orElseThrow(() -> new StartRefused("There is no process " + arguments.get(1) + " to end with."));
        return Optional.of(new Parent(process));
    }

    /** Ends this process in order as soon as the parent is gone. */
    void endWithIt() {
        process.onExit().thenRun(() -> System.exit(0));
    }
}
