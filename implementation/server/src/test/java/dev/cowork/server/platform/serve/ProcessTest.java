package dev.cowork.server.platform.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.CoworkServer;
import dev.cowork.server.testing.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as a shell sees it: what it prints, what it leaves, how it ends. */
class ProcessTest {

    @TempDir
    Path folder;

    @Nested
    class Serving {

        @Test
        void says_ready_once_and_answers_and_stops_in_time_with_a_connection_open() throws Exception {
            try (ServerProcess server = start(Map.of("LOG_LEVEL", "DEBUG"), "serve")) {
                String url = server.ready();
                assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+");
                HttpResponse<String> answer = get(url + "/nothing-here");
                assertThat(answer.statusCode()).isEqualTo(404);

                // two servers never share a home, however long the first one has been running
                server.collectGarbage();
                try (ServerProcess second = start(Map.of(), "serve")) {
                    assertThat(second.exit(Duration.ofSeconds(30))).isEqualTo(1);
                    assertThat(second.errors())
                            .singleElement()
                            .asString()
                            .startsWith("Another server is already running on ");
                }

                long began = System.nanoTime();
                server.terminate();
                assertThat(server.exit(Duration.ofSeconds(10))).isEqualTo(143);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
                assertThat(server.output()).containsExactly("ready " + url);
            }
            try (ServerProcess again = start(Map.of(), "serve")) {
                assertThat(again.ready()).startsWith("http://127.0.0.1:");
            }
        }
    }

    @Nested
    class Refusing {

        @Test
        void a_port_that_is_taken() throws Exception {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                refused(
                        Map.of("COWORK_SERVER_PORT", "" + taken.getLocalPort()),
                        "Port " + taken.getLocalPort() + " is already in use");
            }
        }

        @Test
        void a_home_below_a_file() throws Exception {
            Path file = Files.writeString(folder.resolve("file"), "x");

            refused(Map.of("COWORK_HOME", file.resolve("home").toString()), "The folder ");
        }

        @Test
        void a_variable_that_cannot_be_meant() throws Exception {
            refused(Map.of("LOG_LEVEL", "LOUD"), "LOG_LEVEL must be");
        }

        @Test
        void an_address_that_does_not_exist_here() throws Exception {
            refused(Map.of("COWORK_SERVER_HOST", "192.0.2.1"), "COWORK_SERVER_HOST is not an address of this machine");
        }

        @Test
        void a_database_of_a_newer_server() throws Exception {
            Path home = Files.createDirectory(folder.resolve("home"));
            try (var open = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("cowork.db"));
                    var statement = open.createStatement()) {
                statement.execute("pragma application_id = " + 0x434F574B);
                statement.execute("pragma user_version = 4711");
            }

            refused(Map.of(), "was written by a newer server");
        }

        @Test
        void a_command_that_is_none() throws Exception {
            try (ServerProcess process = start(Map.of(), "dance")) {
                assertThat(process.exit(Duration.ofSeconds(30))).isEqualTo(1);
                assertThat(process.errors()).containsExactly("That is no command: use serve, ask, setup or help.");
            }
        }

        private void refused(Map<String, String> variables, String words) throws Exception {
            try (ServerProcess process = start(variables, "serve")) {
                assertThat(process.exit(Duration.ofSeconds(30))).isEqualTo(1);
                assertThat(process.output()).isEmpty();
                assertThat(process.errors())
                        .singleElement()
                        .asString()
                        .contains(words)
                        .endsWith(".");
            }
        }
    }

    @Test
    void setup_makes_the_home_and_says_so() throws Exception {
        try (ServerProcess process = start(Map.of(), "setup")) {
            assertThat(process.exit(Duration.ofSeconds(30))).isZero();
            assertThat(process.output())
                    .last()
                    .asString()
                    .isEqualTo("The configuration is valid and the database is up to date.");
            assertThat(folder.resolve("home/cowork.db")).isNotEmptyFile();
            assertThat(folder.resolve("home/projects")).isDirectory();
        }
    }

    @Test
    void training_ends_well_and_leaves_nothing_in_the_home_nor_elsewhere() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path person = Files.createDirectory(folder.resolve("person"));
        String options = "-Djava.io.tmpdir=" + temporary + " -Duser.home=" + person;
        try (ServerProcess process = start(Map.of("JAVA_TOOL_OPTIONS", options), "train")) {
            assertThat(process.exit(Duration.ofSeconds(60))).isZero();
            assertThat(process.output()).isEmpty();
            assertThat(folder.resolve("home")).doesNotExist();
            assertThat(temporary).isEmptyDirectory();
            assertThat(person).isEmptyDirectory();
        }
    }

    private ServerProcess start(Map<String, String> variables, String command) throws IOException {
        return ServerProcess.start(CoworkServer.class, folder.resolve("home"), variables, command);
    }

    private static HttpResponse<String> get(String url) throws Exception {
        // the client stays open, and with it its connection
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
