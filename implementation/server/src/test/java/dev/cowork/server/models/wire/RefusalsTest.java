package dev.cowork.server.models.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.models.chat.ChatDialect;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/**
 * Catches: somebody else's refusal that passes for the person's plan, a refusal of the gateway that does not, and advice that does not help.
 * Each line of {@code refusals.csv} is one refusal; a header's {@code +120} is a time so many seconds from now.
 */
class RefusalsTest {

    private static Failures failures(String provider, String base) {
        return new Failures(
                new Endpoint(
                        provider,
                        "The label",
                        new ChatDialect(),
                        Objects.requireNonNull(BaseUrl.of(base)),
                        null,
                        ExtraHeaders.NONE,
                        0,
                        null),
                "large");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/models/refusals.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '`')
    void each_has_its_code_and_its_advice(
            String provider,
            String base,
            int status,
            @Nullable String reason,
            @Nullable String headers,
            @Nullable String body,
            String code,
            boolean reconnectable,
            @Nullable Long retryAfter,
            @Nullable Long resetAfter) {
        HttpHeaders sent = headers(headers);
        if (reason != null) {
            sent.set("X-MindsHub-Reason", reason);
        }
        ErrorWords words = body == null
                ? ErrorWords.of("")
                : ErrorWords.of(JsonMapper.shared().readTree(body));

        AgentFailure failure =
                failures(provider, base).refused(status, sent, words).failure();

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.sentence()).endsWith(".");
        assertThat(failure.model()).isEqualTo("large");
        assertThat(failure.providerLabel()).isEqualTo("The label");
        assertThat(failure.advice().reconnectable()).isEqualTo(reconnectable);
        assertThat(failure.advice().retryAfter()).isEqualTo(retryAfter == null ? null : Duration.ofSeconds(retryAfter));
        if (resetAfter == null) {
            assertThat(failure.advice().resetAt()).isNull();
        } else {
            assertThat(failure.advice().resetAt())
                    .isCloseTo(Instant.now().plusSeconds(resetAfter), within(10, ChronoUnit.SECONDS));
        }
    }

    @Test
    void the_gateway_is_understood_inside_an_answer_too() {
        var spent = JsonMapper.shared().readTree("{\"error\":{\"code\":\"wallet_empty\",\"message\":\"x\"}}");
        var overloaded = JsonMapper.shared().readTree("{\"error\":{\"code\":503,\"message\":\"overloaded\"}}");
        Failures gateway = failures("minds_cloud", "https://api.mindshub.ai");
        assertThat(gateway.told(spent).failure().code()).isEqualTo("token_limit");
        assertThat(gateway.told(overloaded).failure().code())
                .as("the plan was looked up before the answer began")
                .isEqualTo("provider_overloaded");
        assertThat(failures("openai", "https://api.openai.com/v1")
                        .told(spent)
                        .failure()
                        .code())
                .isEqualTo("anton_error");
    }

    private static HttpHeaders headers(@Nullable String text) {
        HttpHeaders headers = new HttpHeaders();
        for (String header : text == null ? new String[0] : text.split(";")) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).strip();
            headers.set(
                    header.substring(0, colon).strip(),
                    value.matches("[+-]\\d+")
                            ? Instant.now().plusSeconds(Long.parseLong(value)).toString()
                            : value);
        }
        return headers;
    }
}
