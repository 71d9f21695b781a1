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

    private final ObjectNode root;

    private Bundle(ObjectNode root) {
        this.root = root;
    }

    /**
     * Reads a bundle.
     *
     * @throws IllegalArgumentException when the text is no JSON object
     */
    public static Bundle parse(String json) {
        if (JSON.readTree(json) instanceof ObjectNode object) {
            return new Bundle(object);
        }
        throw new IllegalArgumentException("A bundle is a JSON object.");
    }

    /** The bundle that was published with this version, as packaged by its module. */
    public static Bundle published() {
        try (InputStream in = Bundle.class.getResourceAsStream("/openapi/cowork.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi/cowork.json is not on the class path.");
            }
            return parse(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
