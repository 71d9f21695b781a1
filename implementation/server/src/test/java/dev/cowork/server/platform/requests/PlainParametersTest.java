package dev.cowork.server.platform.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RunningServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatusCode;

/** Bug class: a parameter that is not what its contract says is taken for something that it does not say. */
class PlainParametersTest {

    private final RunningServer server = RunningServer.shared();

    private int get(String pathAndQuery) {
        HttpStatusCode status = server.web()
                .get()
                .uri("/api/v1" + pathAndQuery)
                .exchange()
                .returnResult(Void.class)
                .getStatus();
        return status.value();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "1", "on", "TRUE", "true&refresh=true"})
    void truthIsTrueOrFalse(String text) {
        assertThat(get("/settings/recommended-models?refresh=" + text)).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0x10", "#10", "1e1", "10.0", "%2010", "10%20", "+10", "ten", "10&limit=10", "99999999999"})
    void aNumberIsDecimalDigits(String text) {
        assertThat(get("/projects?limit=" + text)).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/projects?limit=10", "/projects?limit=010", "/settings/recommended-models?refresh=false"})
    void whatTheContractSaysIsTaken(String pathAndQuery) {
        assertThat(get(pathAndQuery)).isEqualTo(200);
    }
}
