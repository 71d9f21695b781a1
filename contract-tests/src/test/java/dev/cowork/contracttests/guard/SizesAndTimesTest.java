package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.contracts.Operation;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches: a request that is too large or too slow and gets no clear answer, holds a connection for ever, or makes
 * others wait; and descriptors that stay behind.
 */
@Order(5)
class SizesAndTimesTest {

    private static final ServerProcess SERVER = ServerProcess.start();
    private static final Http.Request HEALTH = Http.Request.of("GET", Api.path("/health"));
    private static final int SLOW = 200;
    private static final String LONGEST_CHARACTER = "%F0%9F%98%80";

    private long descriptors;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @BeforeEach
    void count() {
        assertThat(SERVER.api().send(HEALTH).status()).isEqualTo(200);
        descriptors = Descriptors.of(SERVER);
    }

    @AfterEach
    void theServerIsHealthyAndHasLetGo() {
        assertThat(SERVER.api().send(HEALTH).status()).isEqualTo(200);
        Descriptors.areBackAt(SERVER, descriptors);
        assertThat(SERVER.tail()).doesNotContain("ERROR").doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(ints = {66_000, 100_000, 200_000, 2_000_000})
    void anAddressThatIsTooLongIs414(int length) {
        Http.Response answer = SERVER.api().send(Http.Request.of("GET", Api.path("/" + "a".repeat(length))));

        assertProblem(answer, 414, "uri_too_long");
    }

    static Stream<Http.Request> requestsWithTheLongestParameters() {
        return Bundle.all().stream()
                .flatMap(bundle -> bundle.operations().stream())
                .filter(operation -> operation.parameters("query").stream().anyMatch(SizesAndTimesTest::isLimitedText))
                .map(operation -> Http.Request.of(
                        operation.verb(),
                        operation.fullPath().replaceAll("\\{.*?}", "absent")
                                + operation.parameters("query").stream()
                                        .filter(SizesAndTimesTest::isLimitedText)
                                        .map(parameter -> parameter.name() + "="
                                                + LONGEST_CHARACTER.repeat(parameter
                                                        .schema()
                                                        .path("maxLength")
                                                        .asInt()))
                                        .collect(Collectors.joining("&", "?", ""))));
    }

    private static boolean isLimitedText(Operation.Parameter parameter) {
        return parameter.schema().has("maxLength");
    }

    @ParameterizedTest
    @MethodSource("requestsWithTheLongestParameters")
    void anAddressWithTheLongestParametersOfTheContractIsRead(Http.Request request) {
        assertThat(SERVER.api().send(request).status()).isIn(200, 400, 403, 404, 422);
    }

    @ParameterizedTest
    @ValueSource(ints = {33_000, 60_000, 200_000, 2_000_000})
    void aHeaderThatIsTooLongIs431(int length) {
        assertProblem(SERVER.api().send(HEALTH.with("X-Long", "a".repeat(length))), 431, "headers_too_large");
    }

    @Test
    void tooManyHeadersAre431() {
        Http.Request request = HEALTH;
        for (int i = 0; i < 200; i++) {
            request = request.with("X-" + i, "a");
        }
        assertProblem(SERVER.api().send(request), 431, "headers_too_large");
    }

    static Stream<Http.Request> requestsWithABody() {
        Stream<Http.Request> taking = Bundle.all().stream()
                .flatMap(bundle -> bundle.operations().stream())
                .filter(Operation::hasBody)
                .map(operation ->
                        Http.Request.of(operation.verb(), operation.fullPath().replaceAll("\\{.*?}", "absent")));
        // and where nobody reads one
        return Stream.concat(taking, Stream.of(HEALTH, Http.Request.of("POST", "/nowhere")));
    }

    @ParameterizedTest
    @MethodSource("requestsWithABody")
    void aBodyWithoutAnEndIsAnsweredAndCutOff(Http.Request request) throws IOException {
        EndlessBody.Outcome outcome = EndlessBody.send(SERVER.base(), request);

        assertThat(outcome.cutOff()).as("cut off after " + outcome.sent()).isTrue();
        assertThat(outcome.answer()).matches("(?s)HTTP/1\\.1 (413|404|200) .*");
        if (!outcome.answer().startsWith("HTTP/1.1 200")) {
            assertThat(outcome.answer()).contains("urn:cowork:problem:");
        }
    }

    static Stream<Operation> operationsWithABody() {
        return Bundle.all().stream()
                .flatMap(bundle -> bundle.operations().stream())
                .filter(Operation::hasBody);
    }

    @ParameterizedTest
    @MethodSource("operationsWithABody")
    void aBodyThatHasBecomeTooLargeIs413BeforeItEnds(Operation operation) throws IOException {
        long limit = operation.id().equals("createResponse") ? 32 << 20 : 4 << 20;
        Http.Request request =
                Http.Request.of(operation.verb(), operation.fullPath().replaceAll("\\{.*?}", "absent"));

        assertThat(EndlessBody.answerWithin(SERVER.base(), request, limit + (1 << 20)))
                .isEqualTo("HTTP/1.1 413");
    }

    @Test
    void slowHeadersAndSlowBodiesAre408WhileOthersAreServed() throws IOException {
        List<Duration> others = new ArrayList<>();
        try (var clients = new SlowClients()) {
            clients.open(SERVER.base(), SLOW, "GET " + HEALTH.target() + " HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            clients.open(
                    SERVER.base(),
                    SLOW,
                    "POST " + Api.path("/projects") + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{\"name\":\"");
            clients.open(
                    SERVER.base(),
                    SLOW,
                    "POST " + Api.path("/responses") + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n80000\r\n");
            long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (!clients.step() && System.nanoTime() < deadline) {
                others.add(timed());
                SlowClients.pause();
            }
            assertThat(clients.answers())
                    .hasSize(3 * SLOW)
                    .allSatisfy(answer -> assertThat(answer)
                            .startsWith("HTTP/1.1 408 ")
                            .contains("urn:cowork:problem:request_timeout"));
        }
        Collections.sort(others);
        System.out.printf(
                "%d slow clients, %d others: median %d ms, longest %d ms%n",
                3 * SLOW,
                others.size(),
                others.get(others.size() / 2).toMillis(),
                others.getLast().toMillis());
        assertThat(others.getLast()).isLessThan(Duration.ofSeconds(5));
    }

    private static Duration timed() {
        long begun = System.nanoTime();
        assertThat(SERVER.api().send(HEALTH).status()).isEqualTo(200);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void assertProblem(Http.Response answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertThat(Bundle.JSON.readTree(answer.body()).path("code").asString()).isEqualTo(code);
    }
}
