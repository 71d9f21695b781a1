package dev.cowork.modelstub;

import dev.cowork.modelstub.script.Rules;
import dev.cowork.modelstub.script.ScriptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The stub as a program. */
public final class ModelStubCommand {

    private static final String USAGE = """
            A model server without a model: it answers what the message tells it to.

              --port PORT        on 127.0.0.1; a free one without it
              --key KEY          the key that requests must carry; any or none without it
              --models A,B       the models there are; any without it
              --rules FILE       what is played to whom, before the script of a message

            Once it answers, it prints one line: ready http://127.0.0.1:PORT
            """;

    private ModelStubCommand() {}

    /** Starts a stub and keeps it until the process ends. */
    public static void main(String[] arguments) throws InterruptedException {
        ModelStubOptions options = ModelStubOptions.defaults();
        try {
            for (int i = 0; i < arguments.length; i += 2) {
                options = with(options, arguments[i], i + 1 < arguments.length ? arguments[i + 1] : "");
            }
        } catch (IllegalArgumentException e) {
            System.err.print(USAGE);
            System.exit(64);
        }
        try (ModelStub stub = ModelStub.start(options)) {
            System.out.println("ready " + stub.baseUrl());
            stub.join();
        } catch (IOException e) {
            System.err.println("Port " + options.port() + " cannot be used: " + e.getMessage());
            System.exit(69);
        }
    }

    private static Rules rules(String file) {
        try {
            return Rules.of(Files.readString(Path.of(file)));
        } catch (IOException | ScriptException e) {
            System.err.println(file + ": " + e.getMessage());
            throw new IllegalArgumentException(file, e);
        }
    }

    private static ModelStubOptions with(ModelStubOptions options, String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name);
        }
        return switch (name) {
            case "--port" -> options.withPort(Integer.parseInt(value));
            case "--key" -> options.withKey(value);
            case "--models" -> options.withModels(List.of(value.split(",")));
            case "--rules" -> options.withRules(rules(value));
            default -> throw new IllegalArgumentException(name);
        };
    }
}
