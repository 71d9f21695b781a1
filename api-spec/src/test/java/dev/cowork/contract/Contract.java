package dev.cowork.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A contract in memory: its name, the text of its source files by path and the bundle made of them. The {@code with…}
 * methods give a changed copy, so that a test can plant a violation.
 */
record Contract(String name, SortedMap<String, String> sources, ObjectNode bundle, ObjectNode weak) {

    static final Path FOLDER = Path.of("").toAbsolutePath();
    static final ObjectMapper YAML = new YAMLMapper();
    static final ObjectMapper JSON = new JsonMapper();
    private static final List<String> SOURCES = List.of("openapi.yaml", "paths", "components", "examples");
    private static final String COWORK = "cowork";

    /** Where each contract is written, by its name. */
    private static final Map<String, Path> FOLDERS = Map.of(COWORK, FOLDER, "openai", FOLDER.resolve("openai"));

    /** Every contract, to be judged by the same rules. */
    static List<Contract> all() {
        return FOLDERS.keySet().stream().sorted().map(Contract::read).toList();
    }

    /** Reads the Cowork API, in which tests plant what the rules must find. */
    static Contract read() {
        return read(COWORK);
    }

    private static Contract read(String name) {
        Path folder = Objects.requireNonNull(FOLDERS.get(name));
        var sources = new TreeMap<String, String>();
        for (String source : SOURCES) {
            try (Stream<Path> files = Files.walk(folder.resolve(source))) {
                files.filter(Files::isRegularFile)
                        .forEach(file ->
                                sources.put(folder.relativize(file).toString().replace('\\', '/'), text(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Contract(
                name,
                sources,
                yaml(FOLDER.resolve("published/" + name + ".yaml")),
                yaml(folder.resolve("weak-schemas.yaml")));
    }

    /** The text of a file with line feeds, whatever the checkout made of them. */
    static String text(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode yaml(Path file) {
        return (ObjectNode) YAML.readTree(text(file));
    }

    Contract withBundle(Consumer<ObjectNode> edit) {
        ObjectNode copy = bundle.deepCopy();
        edit.accept(copy);
        return new Contract(name, sources, copy, weak);
    }

    Contract withSources(Consumer<SortedMap<String, String>> edit) {
        var copy = new TreeMap<>(sources);
        edit.accept(copy);
        return new Contract(name, copy, bundle, weak);
    }

    Contract withWeak(Consumer<ObjectNode> edit) {
        ObjectNode copy = weak.deepCopy();
        edit.accept(copy);
        return new Contract(name, sources, bundle, copy);
    }

    /** Tests name a contract by its name. */
    @Override
    public String toString() {
        return name;
    }

    /** Every operation of the bundle. */
    List<Operation> operations() {
        var found = new ArrayList<Operation>();
        bundle.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, node) -> {
                    if (node.has("responses")) {
                        found.add(new Operation(path, method, (ObjectNode) item, (ObjectNode) node));
                    }
                }));
        return found;
    }

    /** The schemas of the bundle by name. */
    Map<String, JsonNode> schemas() {
        var found = new TreeMap<String, JsonNode>();
        bundle.at("/components/schemas").forEachEntry(found::put);
        return found;
    }

    /** The node itself, or what its {@code $ref} points at inside the bundle. */
    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? bundle.at(node.path("$ref").asString().substring(1)) : node;
    }

    /** One operation with the path item that holds it. */
    record Operation(String path, String method, ObjectNode item, ObjectNode node) {

        String id() {
            return node.path("operationId").asString("");
        }

        /** How messages name it. */
        String where() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }

        /** JSON pointer of the operation in the bundle. */
        String pointer() {
            return "/paths/" + path.replace("/", "~1") + "/" + method;
        }
    }
}
