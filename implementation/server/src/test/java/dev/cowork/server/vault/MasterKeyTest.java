package dev.cowork.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {

    @TempDir
    Path home;

    @Test
    void noFileIsMadeBeforeSomethingIsSealed() {
        new Vault(file(), null);
        assertThat(file()).doesNotExist();
    }

    @Test
    void theFileThatIsMadeIsAUrlSafeKeyOf32Bytes() throws IOException {
        new Vault(file(), null).prepare();
        String text = Files.readString(file());
        assertThat(text).hasSize(44).matches("[A-Za-z0-9_-]{43}=");
        assertThat(Base64.getUrlDecoder().decode(text)).hasSize(32);
        try (var left = Files.list(home)) {
            assertThat(left).containsExactly(file());
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theFileIsForItsOwnerAlone() throws IOException {
        new Vault(file(), null).prepare();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatIsThereIsReadAndNeverRewritten() throws IOException {
        String fernet = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n";
        Files.writeString(file(), fernet);
        Vault vault = new Vault(file(), null);
        byte[] sealed = vault.seal("r", "text");
        assertThat(Files.readString(file())).isEqualTo(fernet);
        assertThat(new Vault(home.resolve("other"), fernet.strip()).open("r", sealed))
                .isEqualTo("text");
    }

    @Test
    void theEnvironmentOverridesTheFileAndMakesNone() {
        Vault vault = new Vault(file(), "from outside");
        assertThat(vault.open("r", vault.seal("r", "text"))).isEqualTo("text");
        assertThat(file()).doesNotExist();
    }

    @Test
    void aBlankOverrideIsNone() {
        new Vault(file(), "  ").prepare();
        assertThat(file()).exists();
    }

    @Test
    void anEmptyFileIsRefusedByNameAndLeftAsItIsUntilItIsRepaired() throws IOException {
        Files.createFile(file());
        Vault vault = new Vault(file(), null);
        assertThatThrownBy(() -> vault.seal("r", "text")).isInstanceOf(MasterKeyException.class);
        assertThat(file()).isEmptyFile();

        Files.writeString(file(), "repaired");
        assertThat(vault.open("r", vault.seal("r", "text"))).isEqualTo("text");
    }

    @Test
    void aFolderInItsPlaceIsRefusedByName() throws IOException {
        Files.createDirectory(file());
        assertThatThrownBy(() -> new Vault(file(), null).prepare())
                .isInstanceOf(MasterKeyException.class)
                .hasMessageNotContaining(home.toString());
    }

    @Test
    void thirtyTwoThreadsThatMakeTheKeyAtOnceAgreeOnOne() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path file = home.resolve("key-" + round);
            CountDownLatch start = new CountDownLatch(1);
            try (var threads = Executors.newFixedThreadPool(32)) {
                List<Future<byte[]>> sealed = new ArrayList<>();
                for (int i = 0; i < 32; i++) {
                    sealed.add(threads.submit(() -> {
                        Vault own = new Vault(file, null);
                        start.await();
                        return own.seal("r", "text");
                    }));
                }
                start.countDown();
                Vault after = new Vault(file, null);
                for (Future<byte[]> each : sealed) {
                    assertThat(after.open("r", each.get())).isEqualTo("text");
                }
            }
        }
    }

    @Test
    void sixProcessesThatMakeTheKeyAtOnceAgreeOnOne() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            processes.add(new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KeyMaker.class.getName(),
                            file().toString(),
                            home.resolve("go").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
        for (Process each : processes) {
            assertThat(each.inputReader().readLine()).isEqualTo("ready");
        }
        Files.createFile(home.resolve("go"));
        Set<String> keys = new HashSet<>();
        for (Process each : processes) {
            keys.add(each.inputReader().readLine());
            assertThat(each.waitFor()).isZero();
        }
        assertThat(keys).containsExactly(Files.readString(file()));
    }

    private Path file() {
        return home.resolve(".master_key");
    }

    /** Another process: says that it is ready, waits for the sign, makes or reads the key, prints the file's text. */
    static final class KeyMaker {

        private KeyMaker() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            Path sign = Path.of(args[1]);
            Vault vault = new Vault(file, null);
            System.out.println("ready");
            while (!Files.exists(sign)) {
                Thread.onSpinWait();
            }
            vault.prepare();
            System.out.println(Files.readString(file));
        }
    }
}
