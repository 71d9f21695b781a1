package dev.cowork.contracttests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Catches: input that breaks the server, changes what it must not, or gets an error that the contract does not promise. The requests are derived from the contract, so a new operation is attacked without a new test.
 */
class HostileTest {

    private static final int SHOWN = 40;

    private static ServerProcess server;
    private static Api api;
    private static Map<Bundle, StrictSchemas> schemas;
    private static Attacks attacks;
    private static StateDigest before;

    @BeforeAll
    static void makeSomethingWorthAttacking() {
        server = ServerProcess.start();
        api = server.api();
        List<Bundle> bundles = ServedBundle.all(server.base());
        schemas = bundles.stream().collect(Collectors.toMap(bundle -> bundle, StrictSchemas::new));
        JsonNode project =
                api.call("POST", "/projects", Bundle.JSON.createObjectNode().put("name", "Target"));
        api.say("target", "/say something of value");
        attacks = new Attacks(
                bundles,
                Map.of(
                        "project_id", project.path("id").asString(),
                        "conversation_id", "target",
                        "turn", api.items("target").get(1).path("id").asString()));
    }

    @BeforeEach
    void look() {
        before = StateDigest.of(api, server.home());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingHasChangedAndTheServerRuns() {
        assertThat(server.isAlive()).as(server.tail()).isTrue();
        StateDigest.of(api, server.home()).isTheSameAs(before);
        assertThat(server.tail()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    /** Runs all attacks and shows the first of those that did not get what the contract promises. */
    private static void allGetThePromisedProblem(List<Attack> all) {
        assertThat(all).isNotEmpty();
        var wrong = new ArrayList<String>();
        for (Attack attack : all) {
            String complaint = complaint(attack);
            if (!complaint.isEmpty()) {
                wrong.add(attack + "\n      " + complaint);
            }
        }
        assertThat(wrong.stream().limit(SHOWN).collect(Collectors.joining("\n")))
                .as(wrong.size() + " of " + all.size())
                .isEmpty();
    }

    private static String complaint(Attack attack) {
        Http.Response response;
        try {
            response = api.send(attack.request());
        } catch (RuntimeException e) {
            return "no answer: " + e.getMessage();
        }
        if (response.status() >= 500) {
            return "a fault of the server: " + response.status() + " " + response.body();
        }
        if (attack.codes().isEmpty() && response.status() < 400) {
            return "";
        }
        if (!response.mediaType().equals("application/problem+json")) {
            return "no problem: " + response.status() + " " + response.mediaType() + " " + cut(response.body());
        }
        JsonNode problem = Bundle.JSON.readTree(response.body());
        var found = new ArrayList<String>();
        if (!attack.codes().isEmpty()
                && !attack.codes().contains(problem.path("code").asString())) {
            found.add("not one of " + attack.codes());
        }
        if (problem.path("status").asInt() != response.status()
                || !problem.path("type")
                        .asString()
                        .endsWith(":" + problem.path("code").asString())
                || !response.header("X-Request-Id")
                        .orElse("")
                        .equals(problem.path("request_id").asString())) {
            found.add("status, type or request_id differ");
        }
        StrictSchemas promised = schemas.get(attack.operation().bundle());
        if (attack.codes().isEmpty()) {
            found.addAll(promised.named("Problem", problem));
        } else {
            found.addAll(promised.answer(attack.operation(), response.status(), response.mediaType(), response.body()));
        }
        return found.isEmpty() ? "" : found + " " + response.status() + " " + cut(response.body());
    }

    private static String cut(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }

    @Test
    void malformedJsonIsRefusedByEveryOperationWithABody() {
        allGetThePromisedProblem(attacks.malformedJson());
    }

    @Test
    void aBodyThatIsNoObjectIsRefusedByEveryOperation() {
        allGetThePromisedProblem(attacks.wrongBodies());
    }

    @Test
    void aWrongValueInAnyFieldIsRefusedByEveryOperation() {
        allGetThePromisedProblem(attacks.wrongFields());
    }

    @Test
    void aMissingFieldIsRefusedByEveryOperation() {
        allGetThePromisedProblem(attacks.missingFields());
    }

    @Test
    void aWrongParameterIsRefusedByEveryOperation() {
        allGetThePromisedProblem(attacks.wrongParameters());
    }

    @Test
    void anAbsentIdIsNotFoundByEveryOperation() {
        allGetThePromisedProblem(attacks.absentIds());
    }
}
