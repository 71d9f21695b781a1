package dev.cowork.contracttests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catches: one damaged turn that keeps the server from starting, or that never ends. */
class DamagedLogTest {

    @Test
    void theStartEndsATurnWhoseLogHasAHole() throws IOException, SQLException {
        ServerProcess server = ServerProcess.start();
        try {
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            String response = killIn(server, schemas, "hole");
            change(
                    server,
                    "delete from event where stream_no = (select no from stream where id = ?) and seq = 20",
                    response);

            server = server.restart();

            List<Frame> all;
            try (var tail = StrictReader.open(server.base(), Api.tail(response, 0), schemas)) {
                all = tail.rest();
            }
            assertThat(Frames.last(all).type()).isEqualTo("response.incomplete");
            assertThat(server.api().items("hole").get(1).path("content").asString())
                    .isEqualTo(Frames.text(all));
            goesOn(server.api(), "hole");
        } finally {
            server.close();
        }
    }

    @Test
    void theStartEndsATurnWhoseLogCannotBeRead() throws IOException, SQLException {
        ServerProcess server = ServerProcess.start();
        try {
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            String response = killIn(server, schemas, "garbage");
            change(
                    server,
                    "update event set data = 'gar{bage' where stream_no = (select no from stream where id = ?) and seq = 20",
                    response);

            server = server.restart();

            goesOn(server.api(), "garbage");
        } finally {
            server.close();
        }
    }

    private static String killIn(ServerProcess server, StrictSchemas schemas, String conversation) {
        try (var reader = StrictReader.open(server.base(), Api.turn(conversation, "/emit 500 5"), schemas)
                .mayBeCut()) {
            String response = reader.until(frame -> frame.number() > 400).responseId();
            server.kill9();
            return response;
        }
    }

    private static void change(ServerProcess server, String sql, String stream) throws IOException, SQLException {
        Path file;
        try (var files = Files.list(server.home().resolve("data"))) {
            file = files.filter(path -> path.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, stream);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private static void goesOn(Api api, String conversation) {
        assertThat(api.inFlight(conversation).path("in_flight").asBoolean()).isFalse();
        assertThat(api.say(conversation, "/say next").path("status").asString()).isEqualTo("completed");
        assertThat(api.say(null, "/say elsewhere").path("status").asString()).isEqualTo("completed");
    }
}
