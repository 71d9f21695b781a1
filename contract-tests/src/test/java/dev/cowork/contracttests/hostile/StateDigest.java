package dev.cowork.contracttests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Everything that can be seen of a server's state: through its API, and the names of the files below its home. */
record StateDigest(Map<String, JsonNode> answers, List<String> files) {

    static StateDigest of(Api api, Path home) {
        Map<String, JsonNode> answers = new TreeMap<>();
        for (String path :
                List.of("/projects?limit=200", "/conversations?limit=200", "/settings", "/responses/in-flight-list")) {
            answers.put(path, api.get(path));
        }
        for (JsonNode conversation : answers.get("/conversations?limit=200").path("conversations")) {
            String path = "/conversations/" + conversation.path("id").asString() + "/items";
            answers.put(path, api.get(path));
        }
        return new StateDigest(answers, files(home));
    }

    /** Compares part by part, so that a failure shows the part. */
    void isTheSameAs(StateDigest before) {
        assertThat(files).isEqualTo(before.files);
        assertThat(answers.keySet()).isEqualTo(before.answers.keySet());
        before.answers.forEach(
                (path, answer) -> assertThat(answers.get(path)).as(path).isEqualTo(answer));
    }

    private static List<String> files(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            return files.map(file -> home.relativize(file).toString())
                    .filter(name -> !name.contains(".db") && !name.contains("logs") && !name.contains("/.removed"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
