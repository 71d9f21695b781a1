package dev.cowork.server.models.probe;

import static dev.cowork.server.models.ScriptedChatServer.hang;
import static dev.cowork.server.models.ScriptedChatServer.raw;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.models.ScriptedChatServer;
import dev.cowork.server.settings.SettingsService;
import dev.cowork.server.testing.RunningServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a key that travels where it must not, and a trial that hangs, floods or repeats what a stranger says. */
class ProviderTrialsTest {

    private static final String LIST = "{\"object\":\"list\",\"data\":[{\"id\":\"one\"}]}";

    private final String owner = "owner-" + UUID.randomUUID();
    private final SettingsService settings = RunningServer.shared().bean(SettingsService.class);
    private final ScriptedChatServer provider = ScriptedChatServer.start();
    private final ProbeHttp http = new ProbeHttp(ForbiddenAddresses::contain);
    private final ProviderTrials trials = new ProviderTrials(settings, http, Duration.ofSeconds(20));
    private final ProviderTrials impatient = new ProviderTrials(settings, http, Duration.ofSeconds(2));

    @AfterEach
    void stop() {
        http.close();
        provider.close();
    }

    private Verdict verdict(String name, @Nullable String key, @Nullable String baseUrl, @Nullable String model) {
        return Objects.requireNonNull(
                trials.one(owner, new Candidate(name, key, baseUrl, model)).block());
    }

    private void store(String key, String value, String... more) {
        settings.update(owner, Map.of(key, value)).block();
        for (int i = 0; i < more.length; i += 2) {
            settings.update(owner, Map.of(more[i], more[i + 1])).block();
        }
    }

    @Nested
    class TheRequest {

        @Test
        void asksAnOpenServerForItsListWithTheKey() {
            provider.then(status(200, LIST));
            assertThat(verdict("openai-compatible", "sk-1", provider.base(), null))
                    .isEqualTo(new Verdict(Reason.OK, 200));
            assertThat(provider.seen()).singleElement().satisfies(seen -> {
                assertThat(seen.path()).isEqualTo("/v1/models");
                assertThat(seen.authorization()).isEqualTo("Bearer sk-1");
            });
        }

        @Test
        void asksANamedModelForAFewWords() {
            provider.then(status(200, "{\"choices\":[{\"message\":{\"content\":\"OK\"}}]}"));
            assertThat(verdict("openai_compatible", "sk-1", provider.base(), "llama")
                            .ok())
                    .isTrue();
            assertThat(provider.seen()).singleElement().satisfies(seen -> {
                assertThat(seen.path()).isEqualTo("/v1/chat/completions");
                assertThat(seen.body().path("model").asString()).isEqualTo("llama");
                assertThat(seen.body().path("max_tokens").asInt()).isBetween(1, 20);
            });
        }

        @Test
        void asksMindsHubForWordsBecauseItsListIsOpen() {
            provider.then(status(200, "{\"choices\":[]}"));
            assertThat(verdict("minds", "mk-1", provider.base(), null).ok()).isTrue();
            assertThat(provider.seen().getFirst().path()).isEqualTo("/v1/chat/completions");
        }

        @Test
        void sendsAnthropicItsKeyInItsOwnHeaderAndNotAsABearer() {
            provider.then((request, response) -> response.status(
                            "sk-ant-1".equals(request.requestHeaders().get("x-api-key")) ? 200 : 401)
                    .sendString(reactor.core.publisher.Mono.just(LIST)));
            assertThat(verdict("anthropic", "sk-ant-1", provider.base(), "claude")
                            .ok())
                    .isTrue();
            assertThat(provider.seen())
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.authorization()).isEmpty());
        }
    }

    @Nested
    class AStoredKey {

        @ParameterizedTest
        @ValueSource(strings = {"", "***"})
        void goesToTheAddressItIsStoredFor(String masked) {
            store("openai_base_url", provider.base(), "openai_compatible_api_key", "sk-stored");
            provider.then(status(200, LIST));
            assertThat(verdict("openai-compatible", masked, null, null).ok()).isTrue();
            assertThat(verdict("openai-compatible", masked, provider.base() + "/", null)
                            .ok())
                    .isTrue();
            assertThat(provider.seen())
                    .extracting(ScriptedChatServer.Seen::authorization)
                    .containsExactly("Bearer sk-stored", "Bearer sk-stored");
        }

        @Test
        void goesToNoOtherAddress() {
            store("openai_base_url", "http://127.0.0.1:9/v1", "openai_compatible_api_key", "sk-stored");
            store("anthropic_api_key", "sk-ant-stored", "openai_api_key", "sk-open", "minds_api_key", "mk-stored");
            provider.then(status(200, LIST));
            verdict("openai-compatible", "***", provider.base(), null);
            verdict("openai-compatible", null, provider.base(), "llama");
            assertThat(verdict("anthropic", "***", provider.base(), null).reason())
                    .isEqualTo(Reason.MISSING_KEY);
            assertThat(verdict("minds", "", provider.base(), null).reason()).isEqualTo(Reason.MISSING_KEY);
            assertThat(provider.seen())
                    .extracting(ScriptedChatServer.Seen::authorization)
                    .containsOnly("");
        }

        @Test
        void isNotSentWhereARedirectPoints() {
            try (ScriptedChatServer elsewhere = ScriptedChatServer.start()) {
                elsewhere.then(status(200, LIST));
                provider.then(raw(302, Map.of("location", elsewhere.base() + "/models"), ""));
                assertThat(verdict("openai-compatible", "sk-1", provider.base(), null))
                        .isEqualTo(new Verdict(Reason.REDIRECTED, 302));
                assertThat(elsewhere.seen()).isEmpty();
            }
        }
    }

    @Nested
    class AnAddress {

        @ParameterizedTest
        @CsvSource({
            "ftp://host/v1,INVALID_URL",
            "file:///etc/passwd,INVALID_URL",
            "http://user:password@127.0.0.1:9/v1,INVALID_URL",
            "nowhere,INVALID_URL",
            "http://169.254.169.254/latest/meta-data,ADDRESS_NOT_ALLOWED",
            "http://[fe80::1]/v1,ADDRESS_NOT_ALLOWED",
            "http://0.0.0.0:9/v1,ADDRESS_NOT_ALLOWED",
            "http://224.0.0.1/v1,ADDRESS_NOT_ALLOWED",
            "http://100.100.100.200/v1,ADDRESS_NOT_ALLOWED",
            "http://127.0.0.1:9/v1,UNREACHABLE",
            "http://no-such-host.invalid/v1,UNREACHABLE",
        })
        void isJudgedBeforeAnythingIsSent(String address, Reason reason) {
            assertThat(verdict("openai-compatible", "sk-1", address, null)).isEqualTo(Verdict.of(reason));
        }

        @Test
        void isLeftAgainWhenItsNameLeadsWhereNobodyMayAsk() {
            ProbeHttp strict = new ProbeHttp(address -> true);
            provider.then(status(200, LIST));
            Verdict verdict = new ProviderTrials(settings, strict, Duration.ofSeconds(20))
                    .one(owner, new Candidate("openai-compatible", "sk-1", provider.base(), null))
                    .block();
            assertThat(Objects.requireNonNull(verdict).reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(provider.seen()).isEmpty();
            strict.close();
        }

        @Test
        void isNeededWhereThereIsNone() {
            assertThat(verdict("openai-compatible", "sk-1", " ", null)).isEqualTo(Verdict.of(Reason.MISSING_URL));
        }
    }

    @Nested
    class AnAnswer {

        @ParameterizedTest
        @CsvSource({
            "401,INVALID_KEY",
            "403,INVALID_KEY",
            "402,NO_CREDIT",
            "404,NOT_A_PROVIDER",
            "405,NOT_A_PROVIDER",
            "418,REFUSED",
            "429,RATE_LIMITED",
            "500,OVERLOADED",
            "529,OVERLOADED",
        })
        void isNamedInOurWordsOnly(int status, Reason reason) {
            provider.then(status(status, "{\"error\":{\"message\":\"<b>strange words sk-leaked</b>\"}}"));
            Verdict verdict = verdict("openai-compatible", "sk-1", provider.base(), null);
            assertThat(verdict).isEqualTo(new Verdict(reason, status));
            assertThat(verdict.detail()).startsWith("HTTP " + status + ": ").doesNotContain("strange", "sk-");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "<html>hello</html>",
                    "{\"choices\":[]}",
                    "null",
                    "{\"data\":{}}",
                    "[1,2",
                    "{\"data\":\"x\"}"
                })
        void thatIsNoListOfModelsIsNoProvider(String body) {
            provider.then(status(200, body));
            assertThat(verdict("openai-compatible", "sk-1", provider.base(), null)
                            .reason())
                    .isEqualTo(Reason.NOT_A_PROVIDER);
        }

        @Test
        void thatNeverEndsIsCutOff() throws InterruptedException {
            provider.then(hang("{\"data\":["));
            assertThat(impatient
                            .one(owner, new Candidate("openai-compatible", "sk-1", provider.base(), null))
                            .block())
                    .isEqualTo(Verdict.of(Reason.TIMED_OUT));
            assertThat(provider.closedWithin(Duration.ofSeconds(5))).isTrue();
        }

        @Test
        void thatIsTooLargeIsNotReadToItsEnd() {
            provider.then(status(200, "[" + " ".repeat(3 << 20) + "]"));
            assertThat(verdict("openai-compatible", "sk-1", provider.base(), null)
                            .reason())
                    .isEqualTo(Reason.NOT_A_PROVIDER);
        }
    }

    @Nested
    class Several {

        @Test
        void areTriedAtTheSameTimeAndKeepTheirOrder() {
            provider.then(hang());
            long before = System.nanoTime();
            List<ProviderTrials.Trial> tried = Objects.requireNonNull(impatient
                    .all(
                            owner,
                            java.util.stream.IntStream.range(0, 6)
                                    .mapToObj(i -> new Candidate(
                                            i == 3 ? "nobody" : "openai-compatible", "sk-" + i, provider.base(), null))
                                    .toList())
                    .block());
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
            assertThat(tried).hasSize(6);
            assertThat(tried.get(3).verdict().reason()).isEqualTo(Reason.UNKNOWN_PROVIDER);
        }

        @Test
        void areThoseThatAreSetUpAndTheUsualThree() {
            store("openai_base_url", provider.base(), "openai_compatible_api_key", "sk-stored");
            provider.then(status(200, LIST));
            List<ProviderTrials.Trial> tried =
                    Objects.requireNonNull(trials.stored(owner).block());
            assertThat(tried)
                    .extracting(ProviderTrials.Trial::provider)
                    .containsExactly("minds-cloud", "anthropic", "openai", "openai-compatible");
            assertThat(tried.getLast().verdict().ok()).isTrue();
            assertThat(tried.getFirst().verdict().detail()).isEqualTo("The API key is missing.");
        }
    }

    @Test
    void nothingPrintsAKey() {
        Candidate candidate = new Candidate("openai-compatible", "sk-very-secret", provider.base(), null);
        assertThat(candidate.toString()).doesNotContain("secret");
        assertThat(Targets.judge(
                                candidate,
                                Objects.requireNonNull(settings.values(owner).block()))
                        .toString())
                .doesNotContain("secret");
    }
}
