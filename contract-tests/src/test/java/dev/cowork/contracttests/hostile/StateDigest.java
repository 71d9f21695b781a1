package dev.cowork.contracttests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Everything that can be seen of a server's state: through its API, and the files below its home with their content.
 * Logs and the files of the database grow with every request; what is in the database is seen through the API.
 */
public record StateDigest(Map<String, JsonNode> answers, Map<String, String> files) {

    /** Looks at a server and at the folder that holds its home. */
    public static StateDigest of(Api api, Path home) {
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
    public void isTheSameAs(StateDigest before) {
        assertThat(files).isEqualTo(before.files);
        assertThat(answers.keySet()).isEqualTo(before.answers.keySet());
        before.answers.forEach(
                (path, answer) -> assertThat(answers.get(path)).as(path).isEqualTo(answer));
    }

    /** The files below a folder with their content, by their name. */
    public static Map<String, String> files(Path home) {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                String name = home.relativize(file).toString();
                if (!name.contains(".db") && !name.contains("logs") && !name.contains("/.removed")) {
                    contents.put(name, content(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }

    private static String content(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "to " + Files.readSymbolicLink(file);
        }
        if (Files.isDirectory(file)) {
            return "folder";
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
