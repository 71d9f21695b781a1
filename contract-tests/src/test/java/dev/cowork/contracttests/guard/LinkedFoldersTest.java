package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.hostile.StateDigest;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a link that makes a project of a folder that may not be one. */
class LinkedFoldersTest {

    private static ServerProcess server;
    private static Path work;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start();
        work = Files.createDirectory(server.home().resolve("work"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Http.Response create(ObjectNode project) {
        return server.api().send(Http.Request.of("POST", Api.path("/projects")).json(project.toString()));
    }

    private static ObjectNode named(String name) {
        return Bundle.JSON.createObjectNode().put("name", name);
    }

    @Test
    void aLinkToAFolderThatIsOffLimitsIsRefusedAndNothingIsMade() throws IOException {
        Path own = Path.of(server.api().get("/projects").path(0).path("path").asString());
        List<Path> offLimits =
                List.of(Path.of("/"), Path.of("/etc"), server.home().resolve("data"), own);
        for (int i = 0; i < offLimits.size(); i++) {
            Path link = Files.createSymbolicLink(work.resolve("link-" + i), offLimits.get(i));
            Files.createSymbolicLink(work.resolve("link-to-link-" + i), link);
        }
        StateDigest before = StateDigest.of(server.api(), server.home());

        for (int i = 0; i < offLimits.size(); i++) {
            for (String link : List.of("link-" + i, "link-to-link-" + i, "./link-" + i + "/.")) {
                Http.Response answer = create(named("linked").put("path", work + "/" + link));
                assertThat(answer.status()).as(link + " " + answer).isEqualTo(422);
                assertThat(Bundle.JSON.readTree(answer.body()).path("code").asString())
                        .as(link + " to " + offLimits.get(i))
                        .isEqualTo("folder_not_allowed");
            }
        }
        StateDigest.of(server.api(), server.home()).isTheSameAs(before);
    }

    @Test
    void aLinkThatStandsWhereANewProjectGoesIsNotItsFolder() throws IOException {
        Path outside = Files.createDirectory(work.resolve("outside"));
        Path projects = Files.createDirectories(server.home().resolve("data/projects"));
        Files.createSymbolicLink(projects.resolve("standing"), outside);

        Http.Response answer = create(named("standing"));

        if (answer.status() / 100 == 2) {
            JsonNode made = Bundle.JSON.readTree(answer.body());
            Path folder = Path.of(made.path("path").asString());
            assertThat(folder.toRealPath()).isEqualTo(folder).hasParent(projects.toRealPath());
            server.api()
                    .ok(Http.Request.of(
                            "DELETE", Api.path("/projects/" + made.path("id").asString())));
        } else {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
        }
        assertThat(outside).isEmptyDirectory();
        assertThat(projects.resolve("standing")).isSymbolicLink();
    }
}
