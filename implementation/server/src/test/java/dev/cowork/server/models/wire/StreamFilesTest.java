package dev.cowork.server.models.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.anthropic.AnthropicDialect;
import dev.cowork.server.models.chat.ChatDialect;
import dev.cowork.server.models.responses.ResponsesDialect;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Catches: events of a provider that are read wrongly, and hostile ones that do more than end the answer. Each file {@code NAME.sse} is the
 * body of one answer, {@code NAME.events} what is to be read in it; however the bytes are cut, it is the same.
 */
class StreamFilesTest {

    private static final Map<String, Dialect> DIALECTS =
            Map.of("anthropic", new AnthropicDialect(), "chat", new ChatDialect(), "responses", new ResponsesDialect());

    /** One file and its dialect. */
    record Recorded(String dialect, Path file) {
        @Override
        public String toString() {
            return dialect + "/" + file.getFileName();
        }
    }

    static Stream<Recorded> files() throws IOException, URISyntaxException {
        Path root = Path.of(Objects.requireNonNull(StreamFilesTest.class.getResource("/models/streams"))
                .toURI());
        List<Recorded> all = new ArrayList<>();
        for (String dialect : DIALECTS.keySet().stream().sorted().toList()) {
            try (Stream<Path> files = Files.list(root.resolve(dialect))) {
                files.filter(file -> file.toString().endsWith(".sse"))
                        .sorted()
                        .forEach(file -> all.add(new Recorded(dialect, file)));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_same_is_read_however_the_bytes_are_cut(Recorded recorded) throws IOException {
        byte[] body = Files.readAllBytes(recorded.file());
        List<String> expected =
                Files.readAllLines(Path.of(recorded.file().toString().replaceAll("\\.sse$", ".events")));
        assertThat(read(recorded.dialect(), List.of(body))).isEqualTo(expected);
        List<byte[]> single = new ArrayList<>();
        for (byte b : body) {
            single.add(new byte[] {b});
        }
        assertThat(read(recorded.dialect(), single)).isEqualTo(expected);
        Random random = new Random(recorded.toString().hashCode());
        for (int round = 0; round < 20; round++) {
            assertThat(read(recorded.dialect(), pieces(body, random))).isEqualTo(expected);
        }
    }

    @Test
    void every_dialect_has_files() throws Exception {
        assertThat(files().map(Recorded::dialect).distinct()).containsExactlyInAnyOrderElementsOf(DIALECTS.keySet());
    }

    private static List<byte[]> pieces(byte[] body, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        while (from < body.length) {
            int to = Math.min(body.length, from + 1 + random.nextInt(200));
            pieces.add(Arrays.copyOfRange(body, from, to));
            from = to;
        }
        return pieces;
    }

    private static List<String> read(String dialect, List<byte[]> pieces) {
        Dialect spoken = Objects.requireNonNull(DIALECTS.get(dialect));
        BaseUrl base = Objects.requireNonNull(BaseUrl.of("http://127.0.0.1:9/v1"));
        Failures failures =
                new Failures(new Endpoint("p", "Provider", spoken, base, null, ExtraHeaders.NONE, 0, null), "small");
        WireLimits limits = WireLimits.of(Duration.ofSeconds(1), Duration.ofSeconds(1));
        AnswerDecoder decoder = new AnswerDecoder(JsonMapper.shared(), spoken.answer(failures), failures, limits);
        List<String> said = new ArrayList<>();
        try {
            for (byte[] piece : pieces) {
                decoder.feed(piece).forEach(event -> said.add(line(event)));
                throwing(decoder);
            }
            decoder.finish().forEach(event -> said.add(line(event)));
            throwing(decoder);
        } catch (Refusal refusal) {
            said.add("failed " + refusal.failure().code() + (refusal.retryable() ? " again" : ""));
        }
        return said;
    }

    private static void throwing(AnswerDecoder decoder) {
        if (decoder.failure() != null) {
            throw decoder.failure();
        }
    }

    private static String line(ModelEvent event) {
        return switch (event) {
            case ModelEvent.Text text -> "text " + text.delta();
            case ModelEvent.Reasoning reasoning ->
                "reasoning " + reasoning.delta().replace("\n", "\\n");
            case ModelEvent.ReasoningSealed block -> "sealed " + block.opaque();
            case ModelEvent.ToolCallDelta call ->
                "call " + call.index() + " " + orDash(call.id()) + " " + orDash(call.name()) + " " + call.arguments();
            case ModelEvent.Usage usage ->
                "usage " + orDash(usage.messageId()) + " input=" + orDash(usage.inputTokens()) + " read="
                        + orDash(usage.cacheReadTokens()) + " write=" + orDash(usage.cacheWriteTokens()) + " output="
                        + orDash(usage.outputTokens()) + " reasoning=" + orDash(usage.reasoningTokens());
            case ModelEvent.Waiting wait -> "waiting " + wait.time();
            case ModelEvent.Finished finished -> "finished " + finished.reason();
        };
    }

    private static String orDash(Object value) {
        return value == null ? "-" : value.toString();
    }
}
