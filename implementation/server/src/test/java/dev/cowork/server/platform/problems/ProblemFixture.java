package dev.cowork.server.platform.problems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RunningServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server with operations that fail. */
abstract class ProblemFixture {

    static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.own(
                Map.of(),
                context -> context.getBeanFactory().registerSingleton("routes", new ProblemRoutes().new Routes()),
                context -> context.getBeanFactory().registerSingleton("shape", new OtherShape()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static WebTestClient.BodyContentSpec get(String uri) {
        return server.web().get().uri(uri).exchange().expectBody();
    }

    static JsonNode post(String body, int status) {
        EntityExchangeResult<byte[]> result = server.web()
                .post()
                .uri("/test/body")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectBody()
                .returnResult();
        assertThat(result.getStatus().value())
                .as(() -> new String(result.getResponseBody()))
                .isEqualTo(status);
        return json(result);
    }

    static JsonNode json(EntityExchangeResult<byte[]> result) {
        return JsonMapper.shared().readTree(result.getResponseBody());
    }

    static final class OtherShape implements ProblemShape {

        @Override
        public boolean covers(ServerWebExchange exchange) {
            return exchange.getRequest().getPath().value().startsWith("/other/");
        }

        @Override
        public int status(Failure failure) {
            return 400;
        }

        @Override
        public Map<String, Object> body(Failure failure, ServerWebExchange exchange) {
            return Map.of("detail", failure.detail());
        }
    }
}
