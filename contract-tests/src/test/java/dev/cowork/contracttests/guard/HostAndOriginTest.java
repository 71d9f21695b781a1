package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.contracts.Operation;
import dev.cowork.contracttests.hostile.RightRequests;
import dev.cowork.contracttests.hostile.StateDigest;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Catches: an operation that a page of somebody else can reach, be it by a name that points at this machine or from the
 * page itself, and a guard so strict that the server's own clients stand outside. Each request is sent as each caller of
 * a list; operations come from the contract the server hands out.
 */
class HostAndOriginTest {

    private static final Set<String> REFUSALS = Set.of("host_not_allowed", "origin_not_allowed");

    private static ServerProcess server;
    private static final Map<Bundle, StrictSchemas> SCHEMAS = new IdentityHashMap<>();
    private static List<Operation> operations;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
        server.api().say("conv_example", "/say something of value");
        operations = ServedBundle.all(server.base()).stream()
                .flatMap(bundle -> bundle.operations().stream())
                .toList();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void noOperationAnswersUnderANameThatIsNotTheServers() {
        everyOperationRefuses("/guard/hosts.txt", 421, "host_not_allowed");
    }

    @Test
    void noOperationAnswersAPageThatMayNotCall() {
        everyOperationRefuses("/guard/origins.txt", 403, "origin_not_allowed");
    }

    @Test
    void everyOperationAnswersTheServersOwnNamesAndPages() {
        List<Caller> callers = Caller.of("/guard/allowed.txt", server.base().getPort());
        var wrong = new ArrayList<String>();
        int passed = 0;
        for (Operation operation : operations) {
            // ids of nothing: the request has to reach its route, and need not remove anything
            Http.Request request = new RightRequests(Map.of(
                            "conversation_id",
                            "absent_missing",
                            "project_id",
                            "absent_missing",
                            "response_id",
                            "absent_missing",
                            "turn",
                            "absent_missing"))
                    .of(operation);
            for (Caller caller : callers) {
                Http.Response answer = Http.send(server.base(), caller.bytes(request, server.base()));
                if (REFUSALS.stream().anyMatch(answer.body()::contains)
                        || !operation.statuses().contains(Integer.toString(answer.status()))) {
                    wrong.add(operation + " as " + caller + ": " + answer);
                } else {
                    passed++;
                }
            }
        }
        report("passed", callers.size(), passed);
        assertThat(wrong).isEmpty();
        assertThat(passed).isEqualTo(operations.size() * callers.size());
    }

    @Test
    void noPreflightOfAPageThatMayNotCallIsAnswered() {
        var wrong = new ArrayList<String>();
        for (String path : paths()) {
            for (Caller caller : Caller.of("/guard/origins.txt", server.base().getPort())) {
                Http.Response answer = preflight(path, caller);
                if (answer.status() != 403
                        || answer.headers().keySet().stream().anyMatch(name -> name.startsWith("access-control-"))) {
                    wrong.add(path + " as " + caller + ": " + answer);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPreflightOfTheServersOwnPagesIsAnswered() {
        List<Caller> pages = Caller.of("/guard/allowed.txt", server.base().getPort()).stream()
                .filter(caller -> caller.origin().isPresent())
                .toList();
        assertThat(pages).hasSizeGreaterThanOrEqualTo(5);
        var wrong = new ArrayList<String>();
        for (String path : paths()) {
            for (Caller page : pages) {
                Http.Response answer = preflight(path, page);
                if (answer.status() != 204
                        || !answer.header("Access-Control-Allow-Origin").equals(page.origin())) {
                    wrong.add(path + " as " + page + ": " + answer);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> paths() {
        return operations.stream()
                .map(operation -> operation.fullPath().replaceAll("\\{.*?}", "absent"))
                .distinct()
                .toList();
    }

    private static Http.Response preflight(String path, Caller caller) {
        return Http.send(
                server.base(),
                caller.with("Access-Control-Request-Method: POST")
                        .bytes(Http.Request.of("OPTIONS", path), server.base()));
    }

    private static void everyOperationRefuses(String file, int status, String code) {
        List<Caller> callers = Caller.of(file, server.base().getPort());
        assertThat(callers).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
        StateDigest before = StateDigest.of(server.api(), server.home());
        var wrong = new ArrayList<String>();
        int refused = 0;
        for (Operation operation : operations) {
            Http.Request request = new RightRequests(Map.of()).of(operation);
            for (Caller caller : callers) {
                Http.Response answer = Http.send(server.base(), caller.bytes(request, server.base()));
                List<String> violations = SCHEMAS.computeIfAbsent(operation.bundle(), StrictSchemas::new)
                        .answer(operation, answer.status(), answer.mediaType(), answer.body());
                if (answer.status() == status
                        && answer.body().contains("\"code\":\"" + code + "\"")
                        && answer.header("Access-Control-Allow-Origin").isEmpty()
                        && violations.isEmpty()) {
                    refused++;
                } else {
                    wrong.add(operation + " as " + caller + ": " + answer + " " + violations);
                }
            }
        }
        report("refused with " + status, callers.size(), refused);
        assertThat(wrong).isEmpty();
        assertThat(refused).isEqualTo(operations.size() * callers.size());
        StateDigest.of(server.api(), server.home()).isTheSameAs(before);
    }

    private static void report(String what, int callers, int requests) {
        System.out.printf("%d operations x %d callers: %d requests %s%n", operations.size(), callers, requests, what);
    }
}
