package dev.cowork.server.platform.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

class CorsTest {

    private static final String PAGE = "http://localhost:5173";

    @Nested
    class A_preflight {

        @Test
        void is_answered_for_an_allowed_page_with_everything_it_asks_for() {
            var headers =
                    preflight("X-One, authorization", "true").getResponse().getHeaders();

            assertThat(headers.getAccessControlAllowOrigin()).isEqualTo(PAGE);
            assertThat(headers.getFirst("Access-Control-Allow-Methods"))
                    .isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
            assertThat(headers.getFirst("Access-Control-Allow-Headers")).isEqualTo("X-One, authorization");
            assertThat(headers.getAccessControlMaxAge()).isEqualTo(3600);
            assertThat(headers.getFirst("Access-Control-Allow-Private-Network")).isEqualTo("true");
            assertThat(headers.get("Vary")).contains("Origin");
        }

        @Test
        void ends_without_reaching_a_route_or_needing_a_token() {
            assertThat(preflight("x", null).getResponse().getStatusCode()).isEqualTo(HttpStatus.NO_CONTENT);
        }

        @ParameterizedTest
        @ValueSource(strings = {"<script>", "a\u0001b", "x-one; x", "", "a,,b"})
        void repeats_no_header_names_that_are_none(String names) {
            assertThat(preflight(names, null).getResponse().getHeaders().getFirst("Access-Control-Allow-Headers"))
                    .isNull();
        }

        private MockServerWebExchange preflight(String names, String privateNetwork) {
            var request = MockServerHttpRequest.options("/x")
                    .header("Host", "localhost")
                    .header("Origin", PAGE)
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", names);
            if (privateNetwork != null) {
                request.header("Access-Control-Request-Private-Network", privateNetwork);
            }
            MockServerWebExchange exchange = MockServerWebExchange.from(request.build());
            guard("secret-token")
                    .filter(exchange, _ -> Mono.error(new AssertionError("reached a route")))
                    .block();
            return exchange;
        }
    }

    @Nested
    class A_token {

        @Test
        void is_demanded_after_the_page_was_told_that_it_may_read_the_answer() {
            MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/x")
                    .header("Host", "localhost")
                    .header("Origin", PAGE)
                    .build());

            assertThatThrownBy(() -> guard("secret-token")
                            .filter(exchange, _ -> Mono.empty())
                            .block())
                    .isInstanceOfSatisfying(
                            Problem.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(401));
            assertThat(exchange.getResponse().getHeaders().getAccessControlAllowOrigin())
                    .isEqualTo(PAGE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer secret-token", "bearer secret-token", "Bearer  secret-token"})
        void opens_the_door(String authorization) {
            assertThat(status("/x", authorization)).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "Bearer",
                    "Bearer ",
                    "Bearer secret-toke",
                    "Bearer secret-token2",
                    "Basic secret-token",
                    "secret-token",
                    "Bearer SECRET-TOKEN",
                    "Bearer secret-token x",
                    "Bearersecret-token"
                })
        void does_not_open_the_door_when_it_is_another(String authorization) {
            assertThat(status("/x", authorization)).isEqualTo(401);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/health", "/api/v1/health", "/api/v1/health/", "/api/v1/channels/telegram/webhook"})
        void is_not_needed_where_callers_cannot_have_one(String path) {
            assertThat(status(path, null)).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"/api/v1/healthy", "/api/v1/health/x", "/api/v1/settings", "/api/v1/health%2f..%2fsettings"})
        void is_needed_everywhere_else(String path) {
            assertThat(status(path, null)).isEqualTo(401);
        }

        private int status(String path, String authorization) {
            var request = MockServerHttpRequest.get(path).header("Host", "localhost");
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            try {
                guard("secret-token")
                        .filter(MockServerWebExchange.from(request.build()), _ -> Mono.empty())
                        .block();
                return 200;
            } catch (Problem refusal) {
                return refusal.status();
            }
        }
    }

    private static Guard guard(String token) {
        OpenRoutes routes = new OpenRoutes(Stream.empty());
        return new Guard(
                new HostRule(List.of()),
                new OriginRule(new OwnOrigins("127.0.0.1"), List.of(), routes),
                new BodyRule(new BodySizes(1024, 1024, List.of()), new BodyBudget(1024)),
                new TokenRule(Optional.of(token), routes),
                _ -> OwnerResolver.LOCAL);
    }
}
