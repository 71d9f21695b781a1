package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.StrictReader;
import dev.cowork.modelstub.ModelStub;
import dev.cowork.modelstub.ModelStubOptions;
import dev.cowork.modelstub.RecordedRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server, and a provider that speaks each dialect; the key is in no output. */
abstract class DialectFixture {

    static final String KEY = "sk-dialect-7a1b02c3d4e5f607";

    ModelStub stub;
    ServerProcess server;
    StrictSchemas schemas;

    @BeforeEach
    void start() throws IOException {
        stub = ModelStub.start(ModelStubOptions.defaults().withKey(KEY));
        server = ServerProcess.start(Map.of("COWORK_SHELL", "allow"));
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
    }

    @AfterEach
    void stop() {
        assertThat(server.tail()).doesNotContain(KEY);
        server.close();
        stub.close();
    }

    final void speak(Spoken spoken) {
        server.api().settings(spoken.settings(stub.baseUrl(), KEY));
    }

    final StrictReader open(String conversation, String input) {
        return StrictReader.open(server.base(), Api.turn(conversation, input), schemas);
    }

    final List<Frame> turn(String conversation, String input) {
        try (var reader = open(conversation, input)) {
            return reader.rest();
        }
    }

    final Path project() {
        return Path.of(server.api()
                .get("/projects/00000000-0000-0000-0000-000000000001")
                .path("path")
                .asString());
    }

    final List<RecordedRequest> asked() {
        return stub.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }
}
