package dev.cowork.server.v1.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.guard.OwnerResolver;
import dev.cowork.server.projects.Project;
import dev.cowork.server.testing.RunningServer;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class ConversationsHttpTest {

    private static final RunningServer SERVER = RunningServer.shared();
    private static final WebTestClient WEB = SERVER.web();

    @Nested
    class Making {

        @Test
        void answers_201_with_both_spellings() {
            post("{\"topic\":\"Q2\",\"title\":\"ignored\",\"goal\":\"g\",\"model\":\"m\",\"reasoningEffort\":\"high\",\"disabledConnections\":[{\"engine\":\"gmail\",\"name\":\"work\"}]}")
                    .expectStatus()
                    .isCreated()
                    .expectHeader()
                    .valueEquals("ETag", "\"1\"")
                    .expectBody()
                    .jsonPath("$.id")
                    .value(String.class, text -> assertThat(text).startsWith("conv_"))
                    .jsonPath("$.title")
                    .isEqualTo("Q2")
                    .jsonPath("$.preview")
                    .isEqualTo("Q2")
                    .jsonPath("$.goal")
                    .isEqualTo("g")
                    .jsonPath("$.status")
                    .isEqualTo("active")
                    .jsonPath("$.turns")
                    .isEqualTo(0)
                    .jsonPath("$.harness")
                    .isEqualTo("anton")
                    .jsonPath("$.model")
                    .isEqualTo("m")
                    .jsonPath("$.reasoning_effort")
                    .isEqualTo("high")
                    .jsonPath("$.reasoningEffort")
                    .isEqualTo("high")
                    .jsonPath("$.project")
                    .isEqualTo("general")
                    .jsonPath("$.project_id")
                    .isEqualTo(Project.GENERAL_ID)
                    .jsonPath("$.projectId")
                    .isEqualTo(Project.GENERAL_ID)
                    .jsonPath("$.project_path")
                    .value(String.class, text -> assertThat(text).endsWith("general"))
                    .jsonPath("$.projectPath")
                    .value(String.class, text -> assertThat(text).endsWith("general"))
                    .jsonPath("$.created_at")
                    .value(String.class, text -> assertThat(text).endsWith("Z"))
                    .jsonPath("$.updatedAt")
                    .value(String.class, text -> assertThat(text).endsWith("Z"))
                    .jsonPath("$.disabled_connections[0].engine")
                    .isEqualTo("gmail")
                    .jsonPath("$.disabledConnections[0].name")
                    .isEqualTo("work")
                    .jsonPath("$.scheduled_id")
                    .isEqualTo(null);
        }

        @Test
        void needs_nothing_and_is_listed_at_once() {
            String id = made("{}");

            WEB.get()
                    .uri("/api/v1/conversations/?project=all&limit=200")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.conversations[0].id")
                    .isEqualTo(id)
                    .jsonPath("$.conversations[0].title")
                    .isEqualTo("Untitled task");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"project_id\":\"none\"}|404",
                    "{\"project\":\"none\"}|404",
                    "{\"title\":7}|422",
                    "{\"disabled_connections\":[{}]}|422",
                    "{\"disabled_connections\":[null]}|422",
                    "{\"title\":|400"
                })
        void refuses_what_cannot_be(String body, int status) {
            post(body).expectStatus().isEqualTo(status);
        }

        @Test
        void refuses_a_title_that_is_too_long_with_422() {
            post(Map.of("title", "x".repeat(256))).expectStatus().isEqualTo(422);
        }
    }

    @Nested
    class Listing {

        @ParameterizedTest
        @ValueSource(strings = {"status=gone", "limit=0", "limit=201", "offset=-1"})
        void refuses_filters_that_make_no_sense(String query) {
            WEB.get()
                    .uri("/api/v1/conversations?" + query)
                    .exchange()
                    .expectStatus()
                    .isEqualTo(422);
        }

        @Test
        void tells_the_total_and_keeps_the_filter_in_its_links() {
            made("{\"title\":\"a\"}");
            made("{\"title\":\"b\"}");

            WEB.get()
                    .uri("/api/v1/conversations?status=active&limit=1")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .exists("X-Total-Count")
                    .expectHeader()
                    .valueEquals("Link", "</api/v1/conversations?status=active&limit=1&offset=1>; rel=\"next\"");
        }
    }

    @Nested
    class Changing {

        @Test
        void renames_archives_and_moves() {
            String id = made("{}");

            patch(id, Map.of("title", " new \n name ", "status", "archived", "project", "GENERAL"))
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("ETag", "\"2\"")
                    .expectBody()
                    .jsonPath("$.title")
                    .isEqualTo("new name")
                    .jsonPath("$.status")
                    .isEqualTo("archived")
                    .jsonPath("$.version")
                    .isEqualTo(2);
        }

        @Test
        void is_refused_with_412_when_the_tag_is_old() {
            String id = made("{}");

            WEB.patch()
                    .uri("/api/v1/conversations/{id}", id)
                    .header("If-Match", "\"9\"")
                    .bodyValue(Map.of("title", "x"))
                    .exchange()
                    .expectStatus()
                    .isEqualTo(412);
        }

        @Test
        void of_one_that_is_not_there_is_404() {
            patch("conv_none", Map.of("title", "x")).expectStatus().isNotFound();
        }
    }

    @Test
    void deleting_answers_200_with_json_and_then_404() {
        String id = made("{}");

        WEB.delete()
                .uri("/api/v1/conversations/{id}", id)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"ok\":true}");

        WEB.delete()
                .uri("/api/v1/conversations/{id}", id)
                .exchange()
                .expectStatus()
                .isNotFound();
        WEB.get()
                .uri("/api/v1/conversations/{id}", id)
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Nested
    class TwoOwners {

        @Test
        void see_nothing_of_each_other() {
            try (RunningServer server = RunningServer.own(
                    Map.of(),
                    context -> ((GenericApplicationContext) context)
                            .registerBean(
                                    OwnerResolver.class,
                                    () -> exchange ->
                                            exchange.getRequest().getHeaders().getFirst("X-Test-Owner")))) {
                String id = as(server, "ann")
                        .post()
                        .uri("/api/v1/conversations")
                        .bodyValue(Map.of("title", "secret"))
                        .exchange()
                        .returnResult(dev.cowork.api.v1.model.Conversation.class)
                        .getResponseBody()
                        .blockFirst()
                        .id();
                WebTestClient bob = as(server, "bob");

                bob.get()
                        .uri("/api/v1/conversations/{id}", id)
                        .exchange()
                        .expectStatus()
                        .isNotFound();
                bob.delete()
                        .uri("/api/v1/conversations/{id}", id)
                        .exchange()
                        .expectStatus()
                        .isNotFound();
                bob.patch()
                        .uri("/api/v1/conversations/{id}", id)
                        .bodyValue(Map.of("title", "mine"))
                        .exchange()
                        .expectStatus()
                        .isNotFound();
                bob.get()
                        .uri("/api/v1/conversations")
                        .exchange()
                        .expectHeader()
                        .valueEquals("X-Total-Count", "0")
                        .expectBody()
                        .json("{\"conversations\":[]}");
                as(server, "ann")
                        .get()
                        .uri("/api/v1/conversations/{id}", id)
                        .exchange()
                        .expectBody()
                        .jsonPath("$.title")
                        .isEqualTo("secret");
            }
        }

        private static WebTestClient as(RunningServer server, String owner) {
            return server.web().mutate().defaultHeader("X-Test-Owner", owner).build();
        }
    }

    private static String made(String body) {
        return post(body)
                .returnResult(dev.cowork.api.v1.model.Conversation.class)
                .getResponseBody()
                .blockFirst()
                .id();
    }

    private static ResponseSpec post(Object body) {
        return WEB.post()
                .uri("/api/v1/conversations/")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static ResponseSpec patch(String id, Object body) {
        return WEB.patch()
                .uri("/api/v1/conversations/{id}", id)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }
}
