package dev.cowork.contracttests.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import io.restassured.module.webtestclient.RestAssuredWebTestClient;
import java.util.IdentityHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * What the generated contract tests stand on: a real server, the state that an example assumes, and a second look at
 * every answer, because the generated assertions overlook fields that nobody expects.
 */
@ResourceLock("contracts")
public abstract class ContractBase {

    private static ServerProcess server;
    private static final Map<Bundle, StrictSchemas> SCHEMAS = new IdentityHashMap<>();

    private Example example;
    private ContractConnector connector;

    @BeforeAll
    static void startServer() {
        if (server == null) {
            server = ServerProcess.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        }
    }

    @BeforeEach
    void prepare(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().replaceFirst("^validate_", "");
        // generated into a package for each contract, named like it
        String contract = test.getTestClass().orElseThrow().getPackageName().replaceFirst(".*\\.", "");
        example = ServedBundle.of(server.base(), contract).operations().stream()
                .flatMap(operation -> Example.contracts(operation).stream())
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        var state = new ExampleState(server.api());
        state.build(example);
        connector = new ContractConnector(server.base(), state.ids());
        RestAssuredWebTestClient.webTestClient(
                WebTestClient.bindToServer(connector).build());
    }

    @AfterEach
    void theAnswerHasExactlyThePromisedForm() {
        ContractConnector.Answer answer = connector.last();
        StrictSchemas schemas = SCHEMAS.computeIfAbsent(example.operation().bundle(), StrictSchemas::new);
        assertThat(AnswerCheck.violations(schemas, example, answer.status(), answer.mediaType(), answer.body()))
                .as(answer.toString())
                .isEmpty();
    }

    @AfterAll
    static void theServerStillRuns() {
        assertThat(server.isAlive()).as(server.tail()).isTrue();
    }
}
