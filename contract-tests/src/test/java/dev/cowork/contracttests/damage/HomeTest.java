package dev.cowork.contracttests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Folders;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Catches: a home that is not as it should be, and a start that hangs, destroys what is there, or says nothing to its user. */
class HomeTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path home = ServerProcess.newHome();

    @AfterEach
    void clean() {
        Folders.delete(home);
    }

    private static String refused(Path home, Map<String, String> environment) {
        try (ServerProcess process = ServerProcess.run(home, environment, "serve")) {
            assertThat(process.exit(LIMIT)).as(process.tail()).isEqualTo(1);
            assertThat(process.stdout()).isEmpty();
            String said = String.join("\n", process.stderr());
            assertThat(said).isNotBlank().doesNotContain("\tat ").doesNotContain("Exception");
            return said;
        }
    }

    private static void works(ServerProcess server) {
        assertThat(server.api().say(null, "/say hello").path("status").asString())
                .isEqualTo("completed");
    }

    private Path database() throws IOException {
        return Files.createDirectories(home.resolve("data")).resolve("cowork.db");
    }

    private static void sql(Path database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aDiskThatMayOnlyBeReadIsSaid() {
        try (SmallDisk disk = SmallDisk.mount("size=8m")) {
            disk.remount("ro");
            assertThat(refused(disk.root(), Map.of())).contains(disk.root().toString());
        }
    }

    @Test
    void aDiskWithoutRoomForADatabaseIsSaid() {
        try (SmallDisk disk = SmallDisk.mount("size=64k")) {
            disk.fill();
            assertThat(refused(disk.root(), Map.of())).contains(disk.root().toString());
        }
    }

    @Test
    void aTemporaryFolderFromWhichNothingMayBeRunIsNoProblem() {
        try (SmallDisk disk = SmallDisk.mount("size=64m,noexec");
                ServerProcess server = ServerProcess.start(
                        home,
                        Map.of(
                                "JAVA_TOOL_OPTIONS",
                                "-Djava.io.tmpdir=" + disk.root(),
                                "TMPDIR",
                                disk.root().toString()))) {
            works(server);
        }
    }

    @Test
    void aDatabaseOfAnotherProgramStaysAsItIsAndOursIsMadeBesideIt() throws IOException, SQLException {
        Path foreign = database();
        sql(foreign, "create table theirs (x)", "insert into theirs values (42)");
        byte[] before = Files.readAllBytes(foreign);

        try (ServerProcess server = ServerProcess.start(home, Map.of())) {
            works(server);
        }

        assertThat(Files.readAllBytes(foreign)).isEqualTo(before);
        assertThat(foreign.resolveSibling("cowork-jvm.db")).exists();
    }

    @Test
    void aDatabaseOfANewerServerIsRefusedAndStaysAsItIs() throws IOException, SQLException {
        ServerProcess.start(home, Map.of()).close();
        Path database = database();
        sql(database, "pragma user_version = 9999", "pragma wal_checkpoint(truncate)");
        byte[] before = Files.readAllBytes(database);

        assertThat(refused(home, Map.of())).contains(database.toString()).containsIgnoringCase("newer");

        assertThat(Files.readAllBytes(database)).isEqualTo(before);
    }

    @Test
    void aFileThatIsNoDatabaseIsSaidAndStaysAsItIs() throws IOException {
        Path file = Files.writeString(database(), "This is a letter and no database.\n".repeat(500));

        assertThat(refused(home, Map.of())).contains(file.toString());

        assertThat(Files.readString(file)).isEqualTo("This is a letter and no database.\n".repeat(500));
    }

    @Test
    void aDatabaseOfOursThatIsCorruptIsSaidAndKept() throws IOException {
        ServerProcess.start(home, Map.of()).close();
        Path database = database();
        byte[] content = Files.readAllBytes(database);
        java.util.Arrays.fill(content, 100, content.length, (byte) 0x5a);
        Files.write(database, content);
        for (String log : new String[] {"-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(database + log));
        }

        assertThat(refused(home, Map.of())).contains(database.toString());

        assertThat(Files.readAllBytes(database)).isEqualTo(content);
    }
}
