package dev.cowork.contracttests.contracts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One bundled contract: the only place from which tests learn operations, parameters, examples and error codes. */
public final class Bundle {

    /** Reads and writes JSON everywhere in this module; fails on a name that comes twice. */
    public static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private static final String COWORK = "cowork";
    private static final List<String> NAMES = List.of(COWORK, "openai");

    private final String name;
    private final ObjectNode root;

    private Bundle(String name, ObjectNode root) {
        this.name = name;
        this.root = root;
    }

    /**
     * Reads a bundle.
     *
     * @param name what the contract is called among the others
     * @throws IllegalArgumentException when the text is no JSON object
     */
    public static Bundle parse(String name, String json) {
        if (JSON.readTree(json) instanceof ObjectNode object) {
            return new Bundle(name, object);
        }
        throw new IllegalArgumentException("A bundle is a JSON object.");
    }

    /** The Cowork API as it was published with this version, as packaged by its module. */
    public static Bundle published() {
        return published(COWORK);
    }

    /** Every contract that was published with this version, the Cowork API first. */
    public static List<Bundle> all() {
        return NAMES.stream().map(Bundle::published).toList();
    }

    /** The contract of that name as it was published with this version. */
    public static Bundle published(String name) {
        String file = "/openapi/" + name + ".json";
        try (InputStream in = Bundle.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the class path.");
            }
            return parse(name, new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the contract is called among the others, {@code cowork} for the first. */
    public String name() {
        return name;
    }

    /** The whole document. */
    public ObjectNode root() {
        return root;
    }

    /** Path of the first server, without a slash at its end: what every path of the contract follows. */
    public String basePath() {
        return URI.create(root.at("/servers/0/url").asString()).getPath();
    }

    /** Every operation, in the order of the document. */
    public List<Operation> operations() {
        var found = new ArrayList<Operation>();
        root.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, node) -> {
                    if (METHODS.contains(method)) {
                        found.add(new Operation(this, path, method, item, node));
                    }
                }));
        return found;
    }

    /** The node itself, or what its {@code $ref} stands for. */
    public JsonNode resolve(JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            at = root.at(at.path("$ref").asString().substring(1));
        }
        return at;
    }

    /** The name of the schema a node refers to; empty for an inline one. */
    public static String schemaName(JsonNode node) {
        String ref = node.path("$ref").asString("");
        return ref.startsWith("#/components/schemas/") ? ref.substring(ref.lastIndexOf('/') + 1) : "";
    }
}
