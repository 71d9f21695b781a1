package dev.cowork.server.platform.problems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RawHttp;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import tools.jackson.databind.JsonNode;

class ProblemsTest extends ProblemFixture {

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
}
