package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A server whose models are scripts; neither their key nor their words get out. */
abstract class ScriptedModelFixture {

    static final String KEY = "sk-scripted-0d7b1c5e9a834f62";
    static final String LEAK = "zebra-crossing-provider-text";

    static ServerProcess server;
    static StrictSchemas schemas;
    static Api api;
    ModelServer model;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void configure() throws IOException {
        model = new ModelServer();
        api.settings(ModelSettings.of(model.url(), "scripted", KEY));
    }

    @AfterEach
    void nothingOfTheProviderGotOut() {
        model.close();
        assertThat(server.tail()).doesNotContain(KEY).doesNotContain(LEAK);
        assertThat(api.get("/settings").toString()).doesNotContain(KEY);
    }

    static List<Frame> turn(String conversation, String input) {
        try (var reader = StrictReader.open(server.base(), Api.turn(conversation, input), schemas)) {
            return reader.rest();
        }
    }

    static String[] answer(String... pieces) {
        var chunks = new ArrayList<String>();
        for (String piece : pieces) {
            chunks.add(ModelServer.text(piece));
        }
        chunks.add(ModelServer.finish("stop"));
        return chunks.toArray(String[]::new);
    }

    static ModelServer.Script says(String... pieces) {
        var chunks = new ArrayList<>(List.of(answer(pieces)));
        chunks.add("[DONE]");
        return ModelServer.stream(chunks);
    }
}
