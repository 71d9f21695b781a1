package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Folders;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: projects that share a folder, a folder of the user's that is deleted, changes that overwrite each other. */
class ProjectTest {

    private static final String GENERAL = "/projects/00000000-0000-0000-0000-000000000001";

    private static ServerProcess server;
    private static Api api;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode make(String name) {
        return api.call("POST", "/projects", Bundle.JSON.createObjectNode().put("name", name));
    }

    private static String path(JsonNode project) {
        return "/projects/" + project.path("id").asString();
    }

    private static Path folder(JsonNode project) {
        return Path.of(project.path("path").asString());
    }

    private static JsonNode change(String path, String body) {
        return api.ok(Http.Request.of("PATCH", Api.path(path)).json(body));
    }

    private static int delete(String path) {
        return api.send(Http.Request.of("DELETE", Api.path(path))).status();
    }

    @Test
    void namesBecomeFoldersOfTheirOwn() {
        JsonNode first = make("Q2: Report/Plan");
        JsonNode second = make("Q2: Report/Plan");
        assertThat(first.path("display_name").asString()).isEqualTo("Q2: Report/Plan");
        assertThat(first.path("name").asString()).isEqualTo("Q2-Report-Plan");
        assertThat(second.path("name").asString()).isEqualTo("Q2-Report-Plan-2");
        assertThat(folder(first)).isDirectory().isNotEqualTo(folder(second));
        assertThat(make("???").path("name").asString()).startsWith("untitled-project");
        assertThat(make("n".repeat(200)).path("name").asString()).hasSize(48);
    }

    @Test
    void twentyProjectsOfOneNameAtOnceGetTwentyFolders() throws Exception {
        var made = new ArrayList<Future<JsonNode>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                made.add(threads.submit(() -> make("Crowd")));
            }
            var folders = new ArrayList<Path>();
            for (var one : made) {
                folders.add(folder(one.get()));
            }
            assertThat(folders).doesNotHaveDuplicates().allMatch(Files::isDirectory);
        }
    }

    @Test
    void aNewNameRenamesTheFolderWithItsContent() throws IOException {
        JsonNode project = make("Before");
        Files.writeString(folder(project).resolve("kept.txt"), "kept");
        JsonNode renamed = change(path(project), "{\"name\":\"After\"}");
        assertThat(renamed.path("name").asString()).isEqualTo("After");
        assertThat(renamed.path("id")).isEqualTo(project.path("id"));
        assertThat(folder(renamed).resolve("kept.txt")).hasContent("kept");
        assertThat(folder(project)).doesNotExist();
    }

    @Test
    void atMostOneProjectIsActive() {
        String first = path(make("First active"));
        String second = path(make("Second active"));
        change(first, "{\"is_active\":true}");
        change(second, "{\"isActive\":true}");
        assertThat(api.get("/projects?limit=200")
                        .valueStream()
                        .filter(project -> project.path("is_active").asBoolean())
                        .map(project -> "/projects/" + project.path("id").asString()))
                .containsExactly(second);
        assertThat(delete(second)).isEqualTo(204);
        assertThat(api.get(GENERAL).path("is_active").asBoolean())
                .as("general follows")
                .isTrue();
    }

    @Test
    void generalCannotBeRenamedOrDeleted() {
        assertThat(delete(GENERAL)).isEqualTo(403);
        Http.Response refused =
                api.send(Http.Request.of("PATCH", Api.path(GENERAL)).json("{\"name\":\"mine\"}"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(api.get(GENERAL).path("name").asString()).isEqualTo("general");
        assertThat(folder(api.get(GENERAL))).isDirectory();
    }

    @Test
    void deletingAProjectRemovesItsFolderAndItsConversationsAndStopsItsTurns() {
        JsonNode project = make("Doomed");
        ObjectNode message = Api.message("doomed", "/emit 2000 5", true)
                .put("project_id", project.path("id").asString());
        var request = Http.Request.of("POST", Api.path("/responses")).json(message.toString());
        var schemas = new StrictSchemas(ServedBundle.of(server.base()));
        try (var reader = StrictReader.open(server.base(), request, schemas)) {
            reader.until(Frame::isDelta);
            assertThat(delete(path(project))).isEqualTo(204);
            assertThat(api.send(Http.Request.of("GET", Api.path("/conversations/doomed")))
                            .status())
                    .isEqualTo(404);
            assertThat(folder(project)).doesNotExist();
            assertThat(api.get("/responses/in-flight-list").toString()).doesNotContain("doomed");
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
        }
    }

    @Test
    void aFolderOfTheUsersStaysWhenItsProjectIsDeleted() throws IOException {
        Path own = ServerProcess.newHome();
        try {
            Files.writeString(own.resolve("mine.txt"), "mine");
            ObjectNode body =
                    Bundle.JSON.createObjectNode().put("name", "Outside").put("path", own.toString());
            JsonNode project = api.call("POST", "/projects", body);
            assertThat(folder(project)).isEqualTo(own);
            assertThat(project.at("/capabilities/directoryIsExternal").asBoolean())
                    .isTrue();
            assertThat(project.at("/capabilities/canRename").asBoolean()).isFalse();
            assertThat(delete(path(project))).isEqualTo(204);
            assertThat(own.resolve("mine.txt")).hasContent("mine");
        } finally {
            Folders.delete(own);
        }
    }

    @Test
    void aChangeToAnOlderVersionIsRefused() {
        JsonNode project = make("Versioned");
        Http.Response read = api.send(Http.Request.of("GET", Api.path(path(project))));
        String tag = read.header("ETag").orElseThrow();
        assertThat(tag).isEqualTo("\"" + project.path("version").asLong() + "\"");
        change(path(project), "{\"description\":\"by somebody else\"}");
        Http.Response refused = api.send(Http.Request.of("PATCH", Api.path(path(project)))
                .json("{\"description\":\"mine\"}")
                .with("If-Match", tag));
        assertThat(refused.status()).isEqualTo(412);
        assertThat(api.get(path(project)).path("description").asString()).isEqualTo("by somebody else");
        assertThat(api.send(Http.Request.of("DELETE", Api.path(path(project))).with("If-Match", tag))
                        .status())
                .isEqualTo(412);
        assertThat(api.send(Http.Request.of("DELETE", Api.path(path(project))).with("If-Match", "*"))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void pagesFollowEachOtherByTheirLinks() {
        for (int i = 0; i < 5; i++) {
            make("Page " + i);
        }
        var names = new ArrayList<String>();
        String next = Api.path("/projects?limit=2");
        while (next != null) {
            Http.Response page = api.send(Http.Request.of("GET", next));
            Bundle.JSON
                    .readTree(page.body())
                    .forEach(project -> names.add(project.path("name").asString()));
            assertThat(page.header("X-Total-Count")).isPresent();
            next = next(page);
        }
        assertThat(names).doesNotHaveDuplicates().startsWith("general");
        assertThat(names.stream().filter(name -> name.startsWith("Page-")))
                .as("in the order of their creation")
                .isSorted();
        assertThat(names).hasSize(api.get("/projects?limit=200").size());
    }

    private static String next(Http.Response page) {
        for (String link : page.header("Link").orElse("").split(",")) {
            if (link.contains("rel=\"next\"")) {
                return link.substring(link.indexOf('<') + 1, link.indexOf('>'));
            }
        }
        return null;
    }
}
