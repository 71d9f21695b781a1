package dev.cowork.contracttests.contracts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Writes one YAML contract for every example that is to be run: a success and an error of each operation. Run by the
 * build before the tests are generated; nobody edits what it writes.
 */
public final class ContractGenerator {

    private static final YAMLMapper YAML = new YAMLMapper();

    private ContractGenerator() {}

    /**
     * Writes the contracts.
     *
     * @param args the folder to write to; what it holds is replaced
     * @throws IOException when it cannot be written
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        clear(folder);
        for (Operation operation : operations()) {
            List<Example> contracts = Example.contracts(operation);
            for (Example example : contracts) {
                Path file = folder.resolve(operation.bundle().name())
                        .resolve(operation.tag())
                        .resolve(example.name() + ".yml");
                Files.createDirectories(file.getParent());
                Files.writeString(file, YAML.writeValueAsString(contract(example)));
                String raw = raw(example);
                if (raw != null) {
                    Files.writeString(file.resolveSibling(example.name() + ".txt"), raw);
                }
            }
        }
    }

    private static List<Operation> operations() {
        return Bundle.all().stream()
                .flatMap(bundle -> bundle.operations().stream())
                .toList();
    }

    private static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** One contract in the form the contract tool reads. */
    static ObjectNode contract(Example example) {
        ObjectNode contract = Bundle.JSON.createObjectNode();
        contract.put("name", example.name());
        contract.put(
                "description",
                example.node().path("summary").asString(example.operation().id()));
        contract.set("request", request(example));
        contract.set("response", response(example));
        return contract;
    }

    /** A body that is no JSON stands in a file of its own: the tool would try to read it. */
    private static @Nullable String raw(Example example) {
        return example.node().at("/x-request/raw").asString(null);
    }

    private static ObjectNode request(Example example) {
        Example.Request asked = example.request();
        ObjectNode request = Bundle.JSON.createObjectNode();
        request.put("method", asked.method());
        request.put("urlPath", asked.path());
        asked.query()
                .forEach((name, value) -> request.withObject("/queryParameters").put(name, value));
        asked.headers().forEach((name, value) -> request.withObject("/headers").put(name, value));
        String body = asked.body();
        if (body != null) {
            request.withObject("/headers").put("Content-Type", "application/json");
            if (raw(example) != null) {
                request.put("bodyFromFileAsBytes", example.name() + ".txt");
            } else {
                request.set("body", Bundle.JSON.readTree(body));
            }
        }
        return request;
    }

    private static ObjectNode response(Example example) {
        ObjectNode response = Bundle.JSON.createObjectNode();
        response.put("status", Integer.parseInt(example.status()));
        ArrayNode headers = Bundle.JSON.createArrayNode();
        if (!example.mediaType().isEmpty()) {
            header(
                    response,
                    headers,
                    "Content-Type",
                    example.mediaType(),
                    example.mediaType().replace("+", "\\+") + ".*");
        }
        documentedHeaders(example).forEachEntry((name, node) -> {
            JsonNode header = example.operation().bundle().resolve(node);
            if (header.path("required").asBoolean(false)) {
                header(response, headers, name, header.path("example").asString(""), ".+");
            }
        });
        ObjectNode matchers = response.putObject("matchers");
        matchers.set("headers", headers);
        if (!example.value().isMissingNode()) {
            response.set("body", example.value());
            matchers.set("body", Loose.matchers(example));
        }
        return response;
    }

    private static JsonNode documentedHeaders(Example example) {
        return example.operation().response(example.status()).path("headers");
    }

    private static void header(ObjectNode response, ArrayNode matchers, String name, String value, String regex) {
        response.withObject("/headers").put(name, value);
        matchers.addObject().put("key", name).put("regex", regex);
    }
}
