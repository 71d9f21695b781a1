package dev.cowork.server.platform.processes;

import dev.cowork.server.platform.paths.ServerPaths;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Runs child processes. Each gets an environment without secrets, no input unless it is talked to, and a mark by which all that it starts
 * can be found; when it ends, is cancelled or takes too long, what came of it is gone within 2 s, also what has cleared its environment or
 * lost its parent; only what does both and redirects its output at once, within a sixth of a second (a second for one that is talked to),
 * escapes. What a server that was killed has left behind, the next one ends at its start, as far as it has kept its environment.
 */
@Component
public final class Processes implements InitializingBean, DisposableBean {

    /** In the environment of every child: which server it belongs to, and which run. */
    static final String MARK = "COWORK_CHILD_OF";

    private static final Logger log = LoggerFactory.getLogger(Processes.class);
    private static final Pattern PASSED_ON = Pattern.compile(
            "PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|SystemRoot|SystemDrive|ComSpec|PATHEXT|APPDATA|USERPROFILE");
    private static final int AT_ONCE = 32;
    private static final int WAITING = 256;

    private final Scheduler scheduler = Schedulers.newBoundedElastic(AT_ONCE, WAITING, "processes");

    /** What is talked to must not wait for commands to end before it starts. */
    private final Scheduler starting = Schedulers.newBoundedElastic(8, WAITING, "process-starts");

    /** Of its own: what is to end must not wait for what runs. */
    private final Scheduler ending = Schedulers.newBoundedElastic(AT_ONCE, AT_ONCE + WAITING, "process-ends");

    private final String server;

    /** @param paths the server's folders; the home is what tells its children from another server's */
    public Processes(ServerPaths paths) {
        server = UUID.nameUUIDFromBytes(paths.home().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public void afterPropertiesSet() {
        int left = ProcessTree.endAll(environment -> environment.contains(MARK + "=" + server));
        if (left > 0) {
            log.warn("Ended {} processes that the last run had left behind", left);
        }
    }

    /**
     * Runs a command to its end. Cancelling ends it with all that it has started.
     *
     * @param command what to do
     * @return how it ended; an {@link IOException} if it cannot be started
     */
    public Mono<Outcome> run(Command command) {
        return Mono.<Outcome>create(sink -> {
                    ChildProcess child = new ChildProcess(command, server + "/" + UUID.randomUUID());
                    sink.onDispose(() -> ending.schedule(child::end));
                    try {
                        sink.success(child.run());
                    } catch (IOException | RuntimeException e) {
                        sink.error(e);
                    }
                })
                .subscribeOn(scheduler);
    }

    /**
     * Prepares a child process that is talked to while it runs; nothing is started yet.
     *
     * @param command what to do
     * @return the process; {@link PipedProcess#end()} must be called in the end, however it went
     */
    public PipedProcess piped(PipedCommand command) {
        return new PipedProcess(command, server + "/" + UUID.randomUUID(), starting, ending);
    }

    /**
     * @param name an environment variable
     * @return whether every child process gets it
     */
    public static boolean passesOn(String name) {
        return PASSED_ON.matcher(name).matches();
    }

    /** The environment of a child: what programs need to work, and nothing that is not named here. */
    static void environment(Map<String, String> environment, String mark) {
        environment.keySet().removeIf(name -> !PASSED_ON.matcher(name).matches());
        environment.put(MARK, mark);
        environment.put("TERM", "dumb");
    }

    static File nothing() {
        return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    }

    @Override
    public void destroy() {
        ProcessTree.endAll(environment -> environment.contains(MARK + "=" + server));
        scheduler.dispose();
        starting.dispose();
        ending.dispose();
    }
}
