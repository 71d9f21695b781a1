package dev.cowork.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a secret of an older server that is lost, or one that was tampered with and is taken. */
class FernetTest {

    private static final String KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

    /** Made by the library that the older server uses. */
    private static final String MADE =
            "gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD7X2ltKKKDvoEXH0P0993jFMu4yKGkOYmtfYe_S5mLimdolAOvfzSjKLD-GzW2fl"
                    + "DD80R3WZK-eu_5pxlJt5IRY=";

    private final Vault vault = new Vault(Path.of("unused"), KEY);

    static Stream<List<String>> vectors() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/vault/fernet.csv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split(" \\| ")));
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.US_ASCII);
    }

    private static void refused(Vault vault, byte[] token) {
        assertThatThrownBy(() -> vault.open("any", token))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageNotContaining("hello")
                .hasNoCause();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void keepsToThePublishedVectors(List<String> vector) {
        byte[] token = bytes(vector.get(2));

        if (vector.get(0).equals("opens")) {
            assertThat(vault.open("any", token)).isEqualTo(vector.get(1));
        } else {
            refused(vault, token);
        }
    }

    @Test
    void opensWhatTheOlderServerHasSealed() {
        assertThat(vault.open("any", bytes(MADE))).isEqualTo("sk-ant-\u00e4nderung-\ud83d\udd11");
    }

    @Test
    void refusesATokenOfWhichAnyBitIsAnother() {
        byte[] token = Base64.getUrlDecoder().decode(MADE);
        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] damaged = token.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            refused(vault, Base64.getUrlEncoder().encode(damaged));
        }
    }

    @Test
    void refusesATokenThatIsCutAnywhere() {
        for (int length = 1; length < MADE.length() - 1; length++) {
            refused(vault, bytes(MADE.substring(0, length)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "another key that is no base64 !",
                "c2hvcnQ=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=" + "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
            })
    void refusesWhatAnotherMasterKeyHasSealed(String key) {
        refused(new Vault(Path.of("unused"), key), bytes(MADE));
    }

    @Test
    void isNeverWritten() {
        assertThat(Fernet.made(vault.seal("any", "text"))).isFalse();
    }
}
