package dev.cowork.server.models.chat;

import static dev.cowork.server.models.ScriptedChatServer.raw;
import static dev.cowork.server.models.TestItems.request;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.models.wire.ApiKey;
import dev.cowork.server.models.wire.BaseUrl;
import dev.cowork.server.models.wire.Endpoint;
import dev.cowork.server.models.wire.ExtraHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MindsHub means the person's plan where others mean their own load, and says so in a header. */
class GatewayRefusalTest extends ChatFixture {

    private AgentFailure refused(String provider, int status, String reason) {
        server.then(raw(status, reason == null ? Map.of() : Map.of("X-MindsHub-Reason", reason), ""));
        Endpoint endpoint = new Endpoint(
                provider,
                "The provider",
                new ChatDialect(),
                Objects.requireNonNull(BaseUrl.of(server.base())),
                ApiKey.of(KEY),
                ExtraHeaders.NONE,
                0,
                null);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        clients.client(endpoint).stream(request(user("resp_1", "hello")))
                .doOnError(failure::set)
                .onErrorComplete()
                .blockLast(Duration.ofSeconds(10));
        return (AgentFailure) failure.get();
    }

    @ParameterizedTest
    @CsvSource({
        "402, , token_limit",
        "429, , token_limit",
        "503, , policy_unavailable",
        "403, wallet_empty, token_limit",
        "403, included_allowance_exhausted, token_limit",
        "500, policy_unavailable, policy_unavailable",
        "400, unknown_model, model_not_found",
        "401, , provider_auth",
        "500, , provider_overloaded",
        "429, something_new, token_limit"
    })
    void the_gateways_reason_is_the_plan_and_is_not_asked_about_again(int status, String reason, String code) {
        assertThat(refused("minds_cloud", status, reason).code()).isEqualTo(code);
        assertThat(server.seen()).hasSize(code.equals("provider_overloaded") ? 3 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "402, wallet_empty, anton_error",
        "429, wallet_empty, rate_limited",
        "503, policy_unavailable, provider_overloaded"
    })
    void the_same_means_something_else_where_it_is_no_gateway(int status, String reason, String code) {
        assertThat(refused("openai_compatible", status, reason).code()).isEqualTo(code);
    }
}
