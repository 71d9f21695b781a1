package dev.cowork.generated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.openapitools.codegen.DefaultGenerator;
import org.openapitools.codegen.config.CodegenConfigurator;

/**
 * The text that the templates and the shared options make of the fixture: file name to its words, single-spaced.
 *
 * <p>Runs the generator here, not through Maven, so that a changed template shows in an IDE at once.
 */
final class Generated {
    private static final Map<String, String> FILES = generate();

    private Generated() {}

    /** Returns the text of a class of the fixture, with every run of white space as one space. */
    static String text(String className) {
        String text = FILES.get(className + ".java");
        if (text == null) {
            throw new AssertionError("Not generated: " + className + ", only " + FILES.keySet());
        }
        return text;
    }

    /** Returns whether the class was generated at all. */
    static boolean exists(String className) {
        return FILES.containsKey(className + ".java");
    }

    private static Map<String, String> generate() {
        Path output = Path.of("target", "generated-text").toAbsolutePath();
        var generator = CodegenConfigurator.fromFile("src/main/openapi-generator/spring.yaml")
                .setInputSpec("src/test/resources/fixture.yaml")
                .setOutputDir(output.toString())
                .setTemplateDir(Path.of("src/main/templates").toAbsolutePath().toString())
                .setApiPackage("dev.cowork.fixture")
                .setModelPackage("dev.cowork.fixture.model");
        generator.addNameMapping("createdAt", "createdAtCamel");
        generator.addNameMapping("projectId", "projectIdCamel");
        generator.addNameMapping("isActive", "isActiveCamel");
        Map<String, String> files = new TreeMap<>();
        for (var file :
                new DefaultGenerator().opts(generator.toClientOptInput()).generate()) {
            files.put(file.getName(), read(file.toPath()).replaceAll("\\s+", " "));
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
