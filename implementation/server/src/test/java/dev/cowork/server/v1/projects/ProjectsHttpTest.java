package dev.cowork.server.v1.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.projects.Project;
import dev.cowork.server.testing.RunningServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class ProjectsHttpTest {

    private static final RunningServer SERVER = RunningServer.shared();
    private static final WebTestClient WEB = SERVER.web();

    @Nested
    class Making {

        @Test
        void answers_201_with_the_whole_project() {
            post(Map.of("name", "My Näme! " + unique(), "description", "about", "skill_ids", List.of("s")))
                    .expectStatus()
                    .isCreated()
                    .expectHeader()
                    .valueEquals("ETag", "\"1\"")
                    .expectBody()
                    .jsonPath("$.id")
                    .value(String.class, text -> assertThat(text).startsWith("proj_"))
                    .jsonPath("$.name")
                    .value(String.class, text -> assertThat(text).startsWith("My-N-me-"))
                    .jsonPath("$.display_name")
                    .value(String.class, text -> assertThat(text).startsWith("My Näme! "))
                    .jsonPath("$.description")
                    .isEqualTo("about")
                    .jsonPath("$.is_active")
                    .isEqualTo(false)
                    .jsonPath("$.connector_ids")
                    .isEmpty()
                    .jsonPath("$.skill_ids[0]")
                    .isEqualTo("s")
                    .jsonPath("$.created_at")
                    .value(
                            String.class,
                            text -> assertThat(text).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"))
                    .jsonPath("$.modified_at")
                    .value(String.class, text -> assertThat(text).endsWith("Z"))
                    .jsonPath("$.version")
                    .isEqualTo(1)
                    .jsonPath("$.org_id")
                    .isEqualTo(null)
                    .jsonPath("$.attribution.createdBy")
                    .isEqualTo(null)
                    .jsonPath("$.capabilities.canRename")
                    .isEqualTo(true)
                    .jsonPath("$.capabilities.canDelete")
                    .isEqualTo(true)
                    .jsonPath("$.capabilities.directoryIsExternal")
                    .isEqualTo(false);
        }

        @Test
        void reads_null_like_absent_and_ignores_what_it_does_not_know() {
            post("{\"name\":\"n\",\"description\":null,\"connector_ids\":null,\"path\":null,\"color\":\"red\"}")
                    .expectStatus()
                    .isCreated();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"name\":null}",
                    "{\"name\":7}",
                    "{\"name\":[\"x\"]}",
                    "{\"name\":\"a\\u0007b\"}",
                    "{\"name\":\"x\",\"connector_ids\":\"c\"}",
                    "{\"name\":\"x\",\"connector_ids\":[null]}",
                    "{\"name\":\"x\",\"skill_ids\":[\"\"]}"
                })
        void refuses_what_is_no_project_with_422(String body) {
            post(body)
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.detail")
                    .isNotEmpty();
        }

        @Test
        void takes_an_existing_folder_and_no_other(@TempDir Path folder) {
            post(Map.of("name", "Mine", "path", folder.toString()))
                    .expectStatus()
                    .isCreated()
                    .expectBody()
                    .jsonPath("$.capabilities.canRename")
                    .isEqualTo(false)
                    .jsonPath("$.capabilities.directoryIsExternal")
                    .isEqualTo(true);
            post(Map.of("name", "Mine", "path", folder.resolve("none").toString()))
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.detail")
                    .isEqualTo("Choose an existing local folder");
        }
    }

    @Nested
    class Listing {

        @Test
        void is_a_bare_array_that_begins_with_general() {
            WEB.get()
                    .uri("/api/v1/projects/")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .exists("X-Total-Count")
                    .expectBody()
                    .jsonPath("$[0].id")
                    .isEqualTo(Project.GENERAL_ID)
                    .jsonPath("$[0].capabilities.canDelete")
                    .isEqualTo(false);
        }

        @Test
        void links_to_the_pages_beside_it() {
            post(Map.of("name", "one"));
            post(Map.of("name", "two"));

            String link = WEB.get()
                    .uri("/api/v1/projects?limit=1&offset=1")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .returnResult(String.class)
                    .getResponseHeaders()
                    .getFirst("Link");

            assertThat(link)
                    .isEqualTo(
                            "</api/v1/projects?limit=1&offset=0>; rel=\"prev\", </api/v1/projects?limit=1&offset=2>; rel=\"next\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"limit=0", "limit=201", "limit=x", "offset=-1", "limit=1.5"})
        void refuses_limits_that_make_no_sense(String query) {
            WEB.get().uri("/api/v1/projects?" + query).exchange().expectStatus().isEqualTo(422);
        }
    }

    @Nested
    class Changing {

        @Test
        void renames_activates_and_clears() {
            String id = made();

            patch(id, Map.of("name", "Renamed " + id, "isActive", true))
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("ETag", "\"2\"")
                    .expectBody()
                    .jsonPath("$.name")
                    .value(String.class, text -> assertThat(text).startsWith("Renamed-proj_"))
                    .jsonPath("$.is_active")
                    .isEqualTo(true);
            patch(id, "{\"is_active\":false,\"isActive\":true,\"description\":null}")
                    .expectBody()
                    .jsonPath("$.is_active")
                    .isEqualTo(false)
                    .jsonPath("$.description")
                    .isEqualTo(null);
        }

        @Test
        void is_refused_with_412_when_the_tag_is_old() {
            String id = made();
            patch(id, Map.of("description", "one")).expectStatus().isOk();

            WEB.patch()
                    .uri("/api/v1/projects/{id}", id)
                    .header("If-Match", "\"1\"")
                    .bodyValue(Map.of("description", "two"))
                    .exchange()
                    .expectStatus()
                    .isEqualTo(412)
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("precondition_failed");
        }

        @Test
        void never_renames_general() {
            patch(Project.GENERAL_ID, Map.of("name", "mine"))
                    .expectStatus()
                    .isForbidden()
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("project_protected")
                    .jsonPath("$.detail")
                    .isEqualTo("The General project is immutable");
        }
    }

    @Nested
    class Deleting {

        @Test
        void answers_204_and_then_404() {
            String id = made();

            WEB.delete()
                    .uri("/api/v1/projects/{id}", id)
                    .exchange()
                    .expectStatus()
                    .isNoContent();

            WEB.delete()
                    .uri("/api/v1/projects/{id}", id)
                    .exchange()
                    .expectStatus()
                    .isNotFound();
            WEB.get().uri("/api/v1/projects/{id}", id).exchange().expectStatus().isNotFound();
        }

        @Test
        void never_deletes_general() {
            WEB.delete()
                    .uri("/api/v1/projects/{id}", Project.GENERAL_ID)
                    .exchange()
                    .expectStatus()
                    .isForbidden();
            assertThat(SERVER.home().resolve("projects/general")).isDirectory();
        }

        @ParameterizedTest
        @ValueSource(strings = {"..", "../general", "%2e%2e", "..%2fgeneral", "a%00b", "'"})
        void never_takes_an_id_for_a_path(String id) {
            WEB.delete()
                    .uri(java.net.URI.create(SERVER.url() + "/api/v1/projects/" + id))
                    .exchange()
                    .expectStatus()
                    .is4xxClientError();
            assertThat(Files.isDirectory(SERVER.home().resolve("projects/general")))
                    .isTrue();
        }
    }

    @Test
    void a_project_that_is_read_again_with_its_tag_is_not_sent_again() {
        WEB.get()
                .uri("/api/v1/projects/{id}", made())
                .header("If-None-Match", "\"1\"")
                .exchange()
                .expectStatus()
                .isNotModified();
    }

    private static String made() {
        return post(Map.of("name", "p " + unique()))
                .returnResult(dev.cowork.api.v1.model.Project.class)
                .getResponseBody()
                .blockFirst()
                .id();
    }

    private static ResponseSpec post(Object body) {
        return WEB.post()
                .uri("/api/v1/projects/")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static ResponseSpec patch(String id, Object body) {
        return WEB.patch()
                .uri("/api/v1/projects/{id}", id)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static String unique() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
