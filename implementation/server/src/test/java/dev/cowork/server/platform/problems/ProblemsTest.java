package dev.cowork.server.platform.problems;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.cowork.server.testing.RawHttp;
import dev.cowork.server.testing.RunningServer;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemsTest {

    static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.own(
                Map.of(),
                context -> context.getBeanFactory().registerSingleton("routes", new ProblemsTest().new Routes()),
                context -> context.getBeanFactory().registerSingleton("shape", new OtherShape()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Nested
    class Every_problem {

        @Test
        void has_all_fields_and_the_request_id_of_the_header() {
            EntityExchangeResult<byte[]> result = get("/nowhere?secret=1").returnResult();
            JsonNode body = json(result);

            assertThat(result.getStatus().value()).isEqualTo(404);
            assertThat(result.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
            assertThat(body.propertyNames())
                    .containsExactly("type", "title", "status", "detail", "instance", "code", "request_id");
            assertThat(body.get("type").asString()).isEqualTo("urn:cowork:problem:not_found");
            assertThat(body.get("title").asString()).isEqualTo("Not found");
            assertThat(body.get("instance").asString()).isEqualTo("/nowhere");
            assertThat(body.get("request_id").asString())
                    .startsWith("req_")
                    .isEqualTo(result.getResponseHeaders().getFirst("X-Request-Id"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"text/event-stream", "text/html", "image/png", "application/json;q=0.1", "garbage"})
        void is_json_whatever_the_client_accepts(String accept) {
            String answer = RawHttp.send(server.port(), """
                    GET /test/refused HTTP/1.1
                    Host: localhost
                    Accept: %s
                    Connection: close

                    """.formatted(accept));

            assertThat(answer).startsWith("HTTP/1.1 4").containsIgnoringCase("content-type: application/problem+json");
        }

        @Test
        void ignores_the_request_id_of_the_caller() {
            server.web()
                    .get()
                    .uri("/nowhere")
                    .header("X-Request-Id", "mine")
                    .exchange()
                    .expectHeader()
                    .valueMatches("X-Request-Id", "req_[0-9a-z]{26}");
        }

        @Test
        void has_no_body_for_HEAD() {
            server.web()
                    .head()
                    .uri("/nowhere")
                    .exchange()
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .isEmpty();
        }
    }

    @Nested
    class The_framework {

        @Test
        void names_all_methods_of_a_path() {
            EntityExchangeResult<byte[]> result = server.web()
                    .delete()
                    .uri("/test/many")
                    .exchange()
                    .expectBody()
                    .returnResult();

            assertThat(result.getStatus().value()).isEqualTo(405);
            assertThat(result.getResponseHeaders().getFirst("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST, PUT");
            assertThat(json(result).get("code").asString()).isEqualTo("method_not_allowed");
        }

        @Test
        void says_not_acceptable() {
            EntityExchangeResult<byte[]> result = server.web()
                    .get()
                    .uri("/test/many")
                    .accept(MediaType.IMAGE_PNG)
                    .exchange()
                    .expectBody()
                    .returnResult();

            assertThat(result.getStatus().value()).isEqualTo(406);
            assertThat(json(result).get("code").asString()).isEqualTo("not_acceptable");
        }

        @Test
        void says_unsupported_media_type() {
            EntityExchangeResult<byte[]> result = server.web()
                    .post()
                    .uri("/test/body")
                    .contentType(MediaType.TEXT_PLAIN)
                    .bodyValue("x")
                    .exchange()
                    .expectBody()
                    .returnResult();

            assertThat(result.getStatus().value()).isEqualTo(415);
            assertThat(json(result).get("code").asString()).isEqualTo("unsupported_media_type");
        }

        @Test
        void answers_both_spellings_of_a_path_alike() {
            get("/test/many")
                    .consumeWith(
                            result -> assertThat(result.getStatus().value()).isEqualTo(200));
            get("/test/many/")
                    .consumeWith(
                            result -> assertThat(result.getStatus().value()).isEqualTo(200));
        }
    }

    @Nested
    class Input {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{",
                    "{\"count\":}",
                    "nonsense",
                    "{\"count\":1} x",
                    "{'count':1}",
                    "{\"count\":01}",
                    "\u0000",
                    "{\"display_name\":\"a\u0000b\"}"
                })
        void that_is_no_json_is_400(String body) {
            JsonNode problem = post(body, 400);

            assertThat(problem.get("code").asString()).isEqualTo("malformed_json");
        }

        @Test
        void that_is_nested_too_deeply_is_400() {
            JsonNode problem = post("{\"any\":" + "[".repeat(5000) + "]".repeat(5000) + "}", 400);

            assertThat(problem.get("code").asString()).isEqualTo("malformed_json");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"display_name\":\"ok\",\"count\":\"many\"} | #/count",
                    "{\"display_name\":\"ok\",\"count\":\"1\"} | #/count",
                    "{\"display_name\":\"ok\",\"count\":1.5} | #/count",
                    "{\"display_name\":\"ok\",\"count\":true} | #/count",
                    "{\"display_name\":\"ok\",\"count\":99999999999999} | #/count",
                    "{\"display_name\":7} | #/display_name",
                    "{\"display_name\":true} | #/display_name",
                    "{\"display_name\":{}} | #/display_name",
                    "{\"display_name\":\"ok\",\"parts\":{}} | #/parts",
                    "{\"display_name\":\"ok\",\"parts\":[{\"media_type\":1}]} | #/parts/0/media_type",
                    "{\"display_name\":\"ok\",\"kind\":\"third\"} | #/kind",
                    "{\"display_name\":\"ok\",\"kind\":0} | #/kind",
                    "[] | #",
                    "\"text\" | #",
                    "7 | #",
                    // constraints
                    "{} | #/display_name",
                    "{\"display_name\":null} | #/display_name",
                    "{\"display_name\":\"far too long\"} | #/display_name",
                    "{\"display_name\":\"ok\",\"parts\":[{\"media_type\":\"a\"},{\"media_type\":\"\"}]} | #/parts/1/media_type"
                })
        void that_says_something_else_than_expected_is_422_with_its_place(String body, String pointer) {
            JsonNode problem = post(body, 422);

            assertThat(problem.get("code").asString()).isEqualTo("validation_failed");
            assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo(pointer);
            assertThat(problem.get("detail").asString()).endsWith(".").doesNotContain("dev.cowork", "java.", "Jackson");
        }

        @Test
        void that_is_missing_is_422() {
            assertThat(post("", 422).get("detail").asString()).isEqualTo("The request body is missing.");
        }

        @Test
        void with_unknown_fields_is_fine() {
            post("{\"display_name\":\"ok\",\"new_field\":{\"a\":[1]},\"kind\":\"first-one\"}", 200);
        }

        @ParameterizedTest
        @CsvSource({
            "/test/query, limit",
            "/test/query?limit=, limit",
            "/test/query?limit=x, limit",
            "/test/query?limit=101, limit",
            "/test/query?limit=1&kind=third, kind",
            "/test/path/x, no"
        })
        void in_the_address_is_422_with_the_name_of_the_parameter(String uri, String parameter) {
            EntityExchangeResult<byte[]> result = get(uri).returnResult();

            assertThat(result.getStatus().value()).isEqualTo(422);
            assertThat(json(result).get("errors").get(0).get("parameter").asString())
                    .isEqualTo(parameter);
        }

        @Test
        void in_the_address_takes_enums_by_their_wire_value() {
            assertThat(get("/test/query?limit=100&kind=first-one")
                            .returnResult()
                            .getStatus()
                            .value())
                    .isEqualTo(200);
        }
    }

    @Nested
    class A_failure_inside {

        @Test
        void shows_nothing_of_itself() {
            EntityExchangeResult<byte[]> result = get("/test/boom").returnResult();

            assertThat(result.getStatus().value()).isEqualTo(500);
            assertThat(new String(result.getResponseBody()))
                    .contains("internal_error")
                    .doesNotContain("passwd", "IllegalState", "hunter2");
        }

        @Test
        void before_the_first_event_of_a_stream_is_a_problem() {
            EntityExchangeResult<byte[]> result = server.web()
                    .get()
                    .uri("/test/stream")
                    .accept(MediaType.TEXT_EVENT_STREAM)
                    .exchange()
                    .expectBody()
                    .returnResult();

            assertThat(result.getStatus().value()).isEqualTo(409);
            assertThat(result.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        }

        @Test
        void after_the_answer_has_begun_just_ends_it() {
            String answer =
                    RawHttp.send(server.port(), "GET /test/late HTTP/1.1\nHost: localhost\nConnection: close\n\n");

            assertThat(answer).contains("begun").doesNotContain("urn:cowork");
        }

        @Test
        void leaves_no_header_of_the_answer_that_failed() {
            EntityExchangeResult<byte[]> result = get("/test/half").returnResult();

            assertThat(result.getStatus().value()).isEqualTo(404);
            assertThat(result.getResponseHeaders().containsHeader("ETag")).isFalse();
            assertThat(result.getResponseHeaders().containsHeader("Content-Disposition"))
                    .isFalse();
        }

        @Test
        void that_passes_says_when_to_try_again() {
            assertThat(get("/test/refused?status=503")
                            .returnResult()
                            .getResponseHeaders()
                            .getFirst("Retry-After"))
                    .isEqualTo("1");
            assertThat(get("/test/refused?status=429")
                            .returnResult()
                            .getResponseHeaders()
                            .getFirst("Retry-After"))
                    .isEqualTo("1");
        }

        @Test
        void of_a_stale_version_is_412() {
            assertThat(get("/test/stale").returnResult().getStatus().value()).isEqualTo(412);
        }
    }

    @Test
    void a_contract_answers_below_its_own_paths_in_its_own_shape() {
        EntityExchangeResult<byte[]> result = get("/other/x").returnResult();

        assertThat(result.getStatus().value()).isEqualTo(400);
        assertThat(new String(result.getResponseBody()))
                .isEqualTo("{\"detail\":\"There is nothing at this address.\"}");
    }

    private static WebTestClient.BodyContentSpec get(String uri) {
        return server.web().get().uri(uri).exchange().expectBody();
    }

    private static JsonNode post(String body, int status) {
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

    private static JsonNode json(EntityExchangeResult<byte[]> result) {
        return JsonMapper.shared().readTree(result.getResponseBody());
    }

    public enum Kind {
        FIRST("first-one"),
        SECOND("second");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        @JsonCreator
        public static Kind fromValue(String value) {
            for (Kind kind : values()) {
                if (kind.wire.equals(value)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("Unexpected value '" + value + "'");
        }

        @JsonValue
        public String value() {
            return wire;
        }
    }

    public record Part(@NotBlank @JsonProperty("media_type") String mediaType) {}

    public record Body(
            @NotBlank @Size(max = 10) @JsonProperty("display_name")
            String displayName,

            Integer count,
            List<@Valid Part> parts,
            Kind kind,
            Object any) {}

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

    /** An inner class, so that scanning never finds it. */
    @RestController
    final class Routes {

        @GetMapping("/test/many")
        Map<String, String> many() {
            return Map.of("a", "b");
        }

        @PostMapping("/test/many")
        void create() {}

        @PutMapping("/test/many")
        void replace() {}

        @PostMapping("/test/body")
        Mono<Body> body(@Valid @RequestBody Mono<Body> body) {
            return body;
        }

        @GetMapping("/test/query")
        String query(@RequestParam @Max(100) Integer limit, @RequestParam(required = false) Kind kind) {
            return limit + " " + kind;
        }

        @GetMapping("/test/path/{no}")
        String path(@PathVariable int no) {
            return "" + no;
        }

        @GetMapping("/test/refused")
        Mono<String> refused(@RequestParam(defaultValue = "409") int status) {
            return Mono.error(Problem.of(status, "refused", "No."));
        }

        @GetMapping("/test/boom")
        String boom() {
            throw new IllegalStateException("/etc/passwd of hunter2");
        }

        @GetMapping(value = "/test/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> stream() {
            return Flux.error(Problem.of(409, "refused", "No."));
        }

        @GetMapping("/test/late")
        Mono<Void> late(ServerHttpResponse response) {
            var begun = response.bufferFactory().wrap("begun".getBytes());
            return response.writeAndFlushWith(
                    Flux.concat(Mono.just(Mono.just(begun)), Mono.error(Problem.of(409, "refused", "No."))));
        }

        @GetMapping("/test/half")
        Mono<String> half(ServerHttpResponse response) {
            response.getHeaders().setETag("\"1\"");
            response.getHeaders().set("Content-Disposition", "attachment");
            return Mono.error(Problem.notFound("Thing"));
        }

        @GetMapping("/test/stale")
        Mono<String> stale() {
            return Mono.error(new OptimisticLockingFailureException("version"));
        }
    }
}
