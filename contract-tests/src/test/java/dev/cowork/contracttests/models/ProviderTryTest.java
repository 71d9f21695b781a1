package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a stored key at an address it was not stored for, and a trial that does more than ask. */
class ProviderTryTest {

    private static final String STORED = "sk-stored-77aa31c09be54d12";

    private static ServerProcess server;
    private static Api api;

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpServer provider;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void serve() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        provider.createContext("/v1/models", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            ModelServer.send(exchange, 200, "{\"data\":[{\"id\":\"scripted\"}]}");
        });
        provider.createContext("/moved/models", exchange -> {
            exchange.getResponseHeaders().set("Location", url() + "/models");
            ModelServer.send(exchange, 307, "");
        });
        provider.start();
    }

    @AfterEach
    void close() {
        provider.stop(0);
        api.call("POST", "/settings/logout", Bundle.JSON.createObjectNode());
    }

    private String url() {
        return "http://127.0.0.1:" + provider.getAddress().getPort() + "/v1";
    }

    private static JsonNode validate(String key, String url) {
        ObjectNode body = Bundle.JSON.createObjectNode();
        body.put("provider", "openai-compatible").put("apiKey", key).put("baseUrl", url);
        return api.call("POST", "/settings/validate-provider", body);
    }

    @Test
    void aKeyThatIsGivenIsTriedAndNotStored() {
        assertThat(validate("sk-given-1", url()).path("ok").asBoolean()).isTrue();
        assertThat(authorizations).containsExactly("Bearer sk-given-1");
        assertThat(api.get("/settings").valueStream())
                .filteredOn(row -> row.path("is_sensitive").asBoolean())
                .noneMatch(row -> row.path("is_set").asBoolean());
    }

    @Test
    void aStoredKeyGoesToItsAddressAndToNoOther() {
        api.settings(Map.of("openai_base_url", url(), "openai_compatible_api_key", STORED));
        assertThat(validate("***", url()).path("ok").asBoolean()).isTrue();
        assertThat(authorizations).containsExactly("Bearer " + STORED);
        authorizations.clear();

        api.settings(Map.of("openai_base_url", "http://127.0.0.1:9/v1"));
        validate("***", url());
        validate("", url());
        String cards = "{\"providers\":[{\"type\":\"openai-compatible\",\"apiKey\":\"***\",\"baseUrl\":\"" + url()
                + "\"},{\"type\":\"minds-cloud\",\"apiKey\":\"\",\"mindsUrl\":\"" + url() + "\"}]}";
        api.ok(Http.Request.of("POST", Api.path("/settings/test-providers")).json(cards));
        assertThat(authorizations).isNotEmpty().containsOnly("null");
    }

    @Test
    void aRedirectIsToldAndNotFollowed() {
        JsonNode tried = validate("sk-given-2", url().replace("/v1", "/moved"));
        assertThat(tried.path("ok").asBoolean()).isFalse();
        assertThat(tried.path("error").asString()).contains("redirect");
        assertThat(authorizations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "gopher://127.0.0.1:9/v1",
                "http://user:secret@127.0.0.1:9/v1",
                "http://169.254.169.254/latest/meta-data",
                "http://[::ffff:169.254.169.254]/v1",
                "http://0.0.0.0:9/v1",
                "http://127.0.0.1:99999/v1",
                "http://",
                "http://127.0.0.1:9/v1\r\nX-Evil: 1",
            })
    void aHostileAddressIsRefusedInASentence(String address) {
        long before = System.nanoTime();
        JsonNode tried = validate("sk-given-3", address);
        assertThat(tried.path("ok").asBoolean()).isFalse();
        assertThat(tried.path("error").asString()).isNotBlank().doesNotContain("sk-given", "secret", "Exception");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(12));
    }

    @Test
    void withoutABodyThoseAreTriedThatAreSetUp() {
        api.settings(Map.of("openai_base_url", url(), "openai_compatible_api_key", STORED));
        JsonNode tried = api.ok(Http.Request.of("POST", Api.path("/settings/test-providers")));
        assertThat(tried.at("/providerStatus/openai-compatible").asString()).isEqualTo("ok");
        assertThat(tried.at("/providerStatusDetails/openai-compatible").asString())
                .isEqualTo("HTTP 200");
        assertThat(tried.at("/providerStatusReasons/anthropic").asString()).isEqualTo("missing_key");
    }

    @Test
    void seventeenProvidersAtOnceAreTooMany() {
        String card = "{\"type\":\"openai-compatible\",\"baseUrl\":\"http://127.0.0.1:9/v1\"}";
        String body = "{\"providers\":[" + (card + ",").repeat(16) + card + "]}";
        assertThat(api.send(Http.Request.of("POST", Api.path("/settings/test-providers"))
                                .json(body))
                        .status())
                .isEqualTo(422);
        assertThat(authorizations).isEmpty();
    }
}
