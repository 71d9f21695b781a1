package dev.cowork.contracttests.kill;

import dev.cowork.contracttests.models.ModelServer;
import dev.cowork.contracttests.models.ModelSettings;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * The server that is killed, on one home all the time, and the model it is set up with. Turns that shall be predictable name
 * {@code rehearsal}; those that name nothing ask the model, which remembers what it was asked.
 */
final class Stage implements AutoCloseable {

    private static final String KEY = "sk-killed-51c08a72e6f94b3d";

    private final ModelServer model = new ModelServer();
    private final Random random;
    private final StrictSchemas schemas;
    private final Map<String, String> answers = new HashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServerProcess server;

    Stage(long seed) throws IOException {
        random = new Random(seed);
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
        api().settings(ModelSettings.of(model.url(), "scripted", KEY));
    }

    Api api() {
        return server.api();
    }

    StrictSchemas schemas() {
        return schemas;
    }

    ModelServer model() {
        return model;
    }

    ExecutorService threads() {
        return threads;
    }

    /** A number from {@code from} to {@code to}, both included; the same ones in each run. */
    int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    /** The request that streams a turn of the rehearsal. */
    static Http.Request rehearsed(String conversation, String input) {
        return Http.Request.of("POST", Api.path("/responses"))
                .json(Api.message(conversation, input, true)
                        .put("model", "rehearsal")
                        .toString());
    }

    /** Follows a new turn of the rehearsal. */
    StrictReader open(String conversation, String input) {
        return StrictReader.open(server.base(), rehearsed(conversation, input), schemas);
    }

    /** What the rehearsal answers when nothing happens to it. */
    String answer(String input) {
        return answers.computeIfAbsent(input, said -> {
            String conversation = "undisturbed-" + answers.size();
            api().ok(Http.Request.of("POST", Api.path("/responses"))
                    .json(Api.message(conversation, said, false)
                            .put("model", "rehearsal")
                            .toString()));
            List<tools.jackson.databind.JsonNode> items = api().items(conversation);
            return items.get(1).path("content").asString();
        });
    }

    /** Lets time pass to within a fraction of a millisecond. */
    static void pass(double millis) {
        long until = System.nanoTime() + (long) (millis * 1_000_000);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            if (left > 1_000_000) {
                LockSupport.parkNanos(left - 500_000);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    static double millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000.0;
    }

    /** Keeps the server from writing until it is closed, as another program with the same file could. */
    DatabaseLock lock() {
        return DatabaseLock.take(server.home());
    }

    /** The hard way. */
    void kill() {
        server.kill9();
    }

    /** Starts it again on what is on the disk. */
    void restart() {
        server = server.restart();
    }

    @Override
    public void close() {
        server.close();
        model.close();
        threads.shutdownNow();
    }
}
