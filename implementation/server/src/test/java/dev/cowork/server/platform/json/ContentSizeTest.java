package dev.cowork.server.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a limit in bytes that counts something else. */
class ContentSizeTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "\u00e9\u4e16", "\ud83d\ude80x", "\u007f\u0080\u07ff\u0800\uffff"})
    void aTextHasTheSizeOfItsBytes(String text) {
        assertThat(ContentSize.of(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
}
