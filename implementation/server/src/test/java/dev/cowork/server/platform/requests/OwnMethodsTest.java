package dev.cowork.server.platform.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

/** Bug class: a path is said to have methods that another path has. */
class OwnMethodsTest {

    private final RunningServer server = RunningServer.shared();

    private EntityExchangeResult<byte[]> ask(HttpMethod method, String path) {
        return server.web()
                .method(method)
                .uri("/api/v1" + path)
                .exchange()
                .expectBody()
                .returnResult();
    }

    @Test
    void aFixedPathHasNotThoseOfThePathWithAVariableBesideIt() {
        assertThat(ask(HttpMethod.OPTIONS, "/settings/configured")
                        .getResponseHeaders()
                        .getAllow())
                .containsExactlyInAnyOrder(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
        assertThat(ask(HttpMethod.OPTIONS, "/settings/tone")
                        .getResponseHeaders()
                        .getAllow())
                .containsExactlyInAnyOrder(HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS);
    }

    @Test
    void aMethodThatNoneOfThemHasIsAnsweredWithItsOwn() {
        EntityExchangeResult<byte[]> answer = ask(HttpMethod.PATCH, "/settings/configured");

        assertThat(answer.getStatus()).isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
        assertThat(answer.getResponseHeaders().getAllow())
                .contains(HttpMethod.GET)
                .doesNotContain(HttpMethod.PUT);
    }
}
