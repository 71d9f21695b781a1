package dev.cowork.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VaultTest {

    private static final String RECORD = "setting:anthropic_api_key:local";
    private static final String PLAIN = "sk-ant-api03-änderung-🔑-0123456789";

    private final Vault vault = vault("a master key");

    @Test
    void whatIsSealedOpensAgain() {
        for (String plain : new String[] {PLAIN, "", "x", "long ".repeat(20_000)}) {
            assertThat(vault.open(RECORD, vault.seal(RECORD, plain))).isEqualTo(plain);
        }
    }

    @Test
    void theSealedRecordHidesTheTextAndNeverRepeats() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] sealed = vault.seal(RECORD, PLAIN);
            assertThat(sealed[0]).isEqualTo((byte) 1);
            assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("sk-ant");
            assertThat(seen.add(Arrays.toString(Arrays.copyOfRange(sealed, 1, 13))))
                    .isTrue();
        }
    }

    @Test
    void anotherVaultWithTheSameMasterKeyOpensIt() {
        assertThat(vault("a master key\n").open(RECORD, vault.seal(RECORD, PLAIN)))
                .isEqualTo(PLAIN);
    }

    @Test
    void twoMasterKeysOfTheSameHomeFilesContentGiveTheSameSealingKeyAndOthersDoNot() {
        assertThat(new MasterKey(Path.of("unused"), "k1").sealing())
                .isEqualTo(new MasterKey(Path.of("unused"), " k1 ").sealing())
                .isNotEqualTo(new MasterKey(Path.of("unused"), "k2").sealing());
    }

    @Nested
    class ADamagedRecordIsRefused {

        @Test
        void whenAnyOfAThousandBitsIsFlipped() {
            byte[] sealed = vault.seal(RECORD, PLAIN.repeat(4));
            assertThat(sealed.length * 8).isGreaterThan(1_000);
            new Random(42).ints(0, sealed.length * 8).distinct().limit(1_000).forEach(bit -> {
                byte[] damaged = sealed.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                assertRefused(RECORD, damaged);
            });
        }

        @Test
        void whenItIsCutAnywhere() {
            byte[] sealed = vault.seal(RECORD, PLAIN);
            IntStream.range(0, sealed.length).forEach(length -> assertRefused(RECORD, Arrays.copyOf(sealed, length)));
        }

        @Test
        void whenSomethingIsAppended() {
            byte[] sealed = vault.seal(RECORD, PLAIN);
            assertRefused(RECORD, Arrays.copyOf(sealed, sealed.length + 1));
        }

        @Test
        void whenItWasCopiedFromAnotherRecord() {
            for (int i = 0; i < 1_000; i++) {
                byte[] sealed = vault.seal("setting:tone:owner-" + i, PLAIN);
                assertRefused("setting:tone:owner-" + (i + 1), sealed);
            }
        }

        @Test
        void whenTheMasterKeyIsAnother() {
            byte[] sealed = vault("another master key").seal(RECORD, PLAIN);
            assertRefused(RECORD, sealed);
        }

        private void assertRefused(String record, byte[] sealed) {
            assertThatThrownBy(() -> vault.open(record, sealed))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessageNotContaining("sk-ant");
        }
    }

    private static Vault vault(String masterKey) {
        return new Vault(Path.of("unused"), masterKey);
    }
}
