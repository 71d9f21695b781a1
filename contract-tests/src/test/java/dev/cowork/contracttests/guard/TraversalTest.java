package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.hostile.RightRequests;
import dev.cowork.contracttests.hostile.StateDigest;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.KeptConnection;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Catches: a text from a client that becomes part of a path: a fault of the server, a file read or written where it has
 * no business, anything changed that was there. Every input of the contract that takes a text gets every text of the list.
 */
@Order(10)
class TraversalTest {

    private static final String SECRET = "a-secret-of-the-neighbourhood";
    private static final int SHOWN = 40;
    private static final int CLIENTS = 12;

    /** A multiple of how many texts one request takes, so that the requests are the same whatever the parts. */
    private static final int PART = 2 * Attacker.MANY;

    private static ServerProcess server;
    private static List<Bundle> bundles;
    private static Map<Bundle, StrictSchemas> schemas;
    private static RightRequests right;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();

    @BeforeAll
    static void makeSomethingWorthStealing() throws IOException {
        server = ServerProcess.start();
        Api api = server.api();
        bundles = ServedBundle.all(server.base());
        schemas = bundles.stream().collect(Collectors.toMap(bundle -> bundle, StrictSchemas::new));
        JsonNode project =
                api.call("POST", "/projects", Bundle.JSON.createObjectNode().put("name", "Target"));
        api.say("target", "/say something of value");
        right = new RightRequests(Map.of(
                "project_id", project.path("id").asString(),
                "conversation_id", "target",
                "turn", api.items("target").get(1).path("id").asString()));
        for (String place : List.of("secret.txt", "data/secret.txt", "data/projects/secret.txt")) {
            Files.writeString(server.home().resolve(place), SECRET);
        }
        Files.writeString(Path.of(project.path("path").asString()).resolve("work.txt"), "work");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void noPathOrParameterLeavesTheHomeOrChangesAnything() {
        StateDigest before = StateDigest.of(server.api(), server.home());
        Outside outside = Outside.look();
        attack(
                bundles.stream()
                        .flatMap(bundle -> Input.of(bundle).stream())
                        .filter(input -> !input.in().equals("body"))
                        .toList(),
                false);
        StateDigest.of(server.api(), server.home()).isTheSameAs(before);
        assertThat(Outside.look()).isEqualTo(outside);
    }

    @Test
    void noFieldOfABodyLeavesTheHomeOrChangesWhatIsNotItsOwn() {
        Api api = server.api();
        StateDigest before = StateDigest.of(api, server.home());
        Outside outside = Outside.look();
        attack(
                bundles.stream()
                        .flatMap(bundle -> Input.of(bundle).stream())
                        .filter(input -> input.in().equals("body"))
                        .toList(),
                true);
        StateDigest.of(api, server.home()).isTheSameAs(before);
        assertThat(Outside.look()).isEqualTo(outside);
    }

    /** @param victims whether changes are allowed, and are made to things of each client's own */
    private void attack(List<Input> inputs, boolean victims) {
        List<String> texts = Traversals.all();
        assertThat(texts).hasSizeGreaterThanOrEqualTo(500).doesNotHaveDuplicates();
        assertThat(inputs).isNotEmpty();
        allAtOnce(inputs.stream()
                .flatMap(input -> parts(texts).stream().<Runnable>map(part -> () -> {
                    if (victims) {
                        onVictims(requests -> attack(input, part, requests));
                    } else {
                        attack(input, part, right);
                    }
                }))
                .toList());
        System.out.printf("%d inputs x %d texts: %d requests%n", inputs.size(), texts.size(), sent.get());
        assertThat(wrong.stream().limit(SHOWN))
                .as(wrong.size() + " of " + sent.get())
                .isEmpty();
        long single = inputs.stream().filter(input -> !input.takesMany()).count();
        assertThat(sent.get()).isGreaterThanOrEqualTo((int) single * texts.size());
        assertThat(server.isAlive()).as(server.tail()).isTrue();
        assertThat(server.tail()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    private void attack(Input input, List<String> texts, RightRequests requests) {
        try (var connection = new KeptConnection(server.base())) {
            new Attacker(input, requests, connection).attack(texts);
        }
    }

    /** Things to be changed that nobody else changes meanwhile; they are gone afterwards. */
    private static void onVictims(Consumer<RightRequests> attack) {
        Api api = server.api();
        Map<String, String> victims = new HashMap<>(right.present());
        victims.put(
                "project_id",
                api.call("POST", "/projects", Bundle.JSON.createObjectNode().put("name", "Victim"))
                        .path("id")
                        .asString());
        victims.put(
                "conversation_id",
                api.call("POST", "/conversations", Bundle.JSON.createObjectNode())
                        .path("id")
                        .asString());
        attack.accept(new RightRequests(victims));
        remove(api, "/conversations/", victims.get("conversation_id"));
        remove(api, "/projects/", victims.get("project_id"));
    }

    /** The texts in parts of their own clients, so that the input that takes longest does not take all the time. */
    private static List<List<String>> parts(List<String> texts) {
        return IntStream.iterate(0, from -> from < texts.size(), from -> from + PART)
                .mapToObj(from -> texts.subList(from, Math.min(texts.size(), from + PART)))
                .toList();
    }

    /** Some clients wait while others are served: most of the time of a request is the disk's. */
    private static void allAtOnce(List<Runnable> clients) {
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> attacks =
                    clients.stream().<Future<?>>map(threads::submit).toList();
            for (Future<?> attack : attacks) {
                attack.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Attacks one input over one connection. */
    private final class Attacker {

        private static final int MANY = 50;

        private final Input input;
        private final RightRequests right;
        private final KeptConnection connection;

        Attacker(Input input, RightRequests right, KeptConnection connection) {
            this.input = input;
            this.right = right;
            this.connection = connection;
        }

        void attack(List<String> texts) {
            int step = input.takesMany() ? MANY : 1;
            for (int from = 0; from < texts.size() && wrong.size() < SHOWN; from += step) {
                List<String> some = texts.subList(from, Math.min(texts.size(), from + step));
                if (some.size() == 1) {
                    Traversals.requests(input, some, right).forEach(this::judge);
                } else {
                    Traversals.requests(input, some, right).forEach(request -> judgeMany(request, some));
                }
            }
        }

        /** What is refused together may be so because of one. */
        private void judgeMany(Http.Request together, List<String> texts) {
            if (!judge(together)) {
                texts.forEach(
                        text -> Traversals.requests(input, List.of(text), right).forEach(this::judge));
            }
        }

        private boolean judge(Http.Request request) {
            sent.incrementAndGet();
            Http.Response answer;
            try {
                answer = connection.send(request);
            } catch (RuntimeException e) {
                wrong.add(input + ": no answer to " + request + ": " + e.getMessage());
                return false;
            }
            String complaint = complaint(input, request, answer);
            if (!complaint.isEmpty()) {
                wrong.add(input + ": " + complaint + "\n      " + request + "\n      " + answer);
            }
            boolean taken = answer.status() / 100 == 2;
            if (taken && input.in().equals("body")) {
                undo(input, answer);
            }
            return taken;
        }
    }

    private static String complaint(Input input, Http.Request request, Http.Response answer) {
        if (answer.status() >= 500) {
            return "a fault of the server";
        }
        if (answer.body().contains(SECRET) || answer.body().contains("root:")) {
            return "what is outside came out";
        }
        if (answer.status() >= 400) {
            return answer.mediaType().equals("application/problem+json")
                    ? String.join(
                            ", ",
                            schemas.get(input.operation().bundle())
                                    .named("Problem", Bundle.JSON.readTree(answer.body())))
                    : "no problem";
        }
        if (answer.status() / 100 == 3) {
            return "a redirection";
        }
        boolean folder =
                input.operation().path().startsWith("/projects") && input.in().equals("body");
        return folder ? folderComplaint(Bundle.JSON.readTree(request.body()), Bundle.JSON.readTree(answer.body())) : "";
    }

    /** A project works in a folder the server made for it, or in the one, there before, that was asked for. */
    private static String folderComplaint(JsonNode wanted, JsonNode project) {
        Path folder = Path.of(project.path("path").asString());
        if (wanted.has("path")) {
            Path asked = Path.of(wanted.path("path").asString());
            return asked.isAbsolute() && Files.isDirectory(folder) && folder.equals(asked.normalize())
                    ? ""
                    : "another folder than the one that was asked for: " + folder;
        }
        boolean inside = folder.equals(folder.normalize())
                && server.home().resolve("data/projects").equals(folder.getParent())
                && folder.getFileName().toString().matches("[A-Za-z0-9._-]{1,60}");
        return inside && Files.isDirectory(folder) ? "" : "a folder that is not its own: " + folder;
    }

    /**
     * Removes what a request has made, so that what is left can be compared. A conversation that a client names can be made through more than
     * one input, and whoever comes first removes it.
     */
    private static void undo(Input input, Http.Response answer) {
        if (input.operation().method().equals("post")) {
            JsonNode made = Bundle.JSON.readTree(answer.body());
            switch (input.operation().path()) {
                case "/projects" ->
                    remove(server.api(), "/projects/", made.path("id").asString());
                case "/conversations" -> removeOnce(made.path("id").asString());
                case "/responses" ->
                    removeOnce(made.path("conversation_id")
                            .asString(made.at("/conversation/id").asString("")));
                default -> {}
            }
        }
    }

    private static void removeOnce(String conversation) {
        Http.Response answer = server.api().send(Http.Request.of("DELETE", Api.path("/conversations/" + conversation)));
        assertThat(answer.status()).as(answer.toString()).isIn(200, 204, 404);
    }

    private static void remove(Api api, String path, String id) {
        api.ok(Http.Request.of("DELETE", Api.path(path + id)));
    }
}
