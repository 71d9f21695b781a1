package dev.cowork.server.models.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.models.ModelStatus;
import dev.cowork.server.models.Models;
import dev.cowork.server.models.ScriptedChatServer;
import dev.cowork.server.models.TestItems;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Bug class: settings that count for another provider than their own, or are said to be complete when they are not. */
class ProviderSettingsTest extends ModelChoiceFixture {

    @Nested
    class Status {

        @Test
        void the_first_missing_piece_is_named() {
            assertThat(status())
                    .isEqualTo(new ModelStatus(
                            false,
                            "The API key for Anthropic is missing. Add one in the settings.",
                            "rehearsal",
                            "Rehearsal",
                            "rehearsal"));
            settings.put("planning_provider", "openai_compatible");
            assertThat(status().error()).contains("base URL").contains("missing");
            settings.put("openai_base_url", "nonsense");
            assertThat(status().error()).contains("no http or https address");
            settings.put("openai_base_url", "https://models.example.com/v1");
            assertThat(status().error()).contains("API key");
            settings.put("openai_api_key", "k");
            assertThat(status().error()).contains("name of the model");
            settings.put("planning_model", "small");
            assertThat(status().ready()).isTrue();
            assertThat(status().error()).isNull();
        }

        @Test
        void a_server_on_this_computer_needs_no_key() {
            local();
            assertThat(status())
                    .isEqualTo(new ModelStatus(true, null, "openai_compatible", "OpenAI-compatible", "small"));
        }

        @Test
        void the_gateway_is_found_by_its_address_with_or_without_a_version() {
            settings.put("planning_provider", "minds-cloud");
            settings.put("minds_api_key", "k");
            for (String[] address : new String[][] {
                {"https://api.mindshub.ai/v1", "api.mindshub.ai"},
                {"https://api.mindshub.ai/", "api.mindshub.ai"},
                {"https://mdb.ai", "mdb.ai"}
            }) {
                settings.put("minds_url", address[0]);
                assertThat(status()).isEqualTo(new ModelStatus(true, null, "minds_cloud", "MindsHub", "sonnet"));
                assertThat(choose(null).family()).isEqualTo("chat@" + address[1]);
            }
            settings.put("minds_url", server.base().replace("/v1", ""));
            server.then(ScriptedChatServer.status(200, "{\"data\":[]}"));
            choose("big");
            assertThat(server.seen().getLast().path()).isEqualTo("/v1/models");
            settings.put("minds_url", "nonsense");
            assertThat(status().error()).contains("address of MindsHub");
        }

        @Test
        void anthropic_needs_its_key_alone_and_may_have_another_address() {
            settings.put("anthropic_api_key", "k");
            assertThat(status()).isEqualTo(new ModelStatus(true, null, "anthropic", "Anthropic", "claude-sonnet-4-6"));
            assertThat(choose(null).family()).isEqualTo("anthropic@api.anthropic.com");
            settings.put("anthropic_base_url", "ftp://models.example.com");
            assertThat(status().error()).contains("base URL of Anthropic");
        }

        @Test
        void rehearsing_on_purpose_is_ready() {
            try (var purposely = context(true)) {
                assertThat(purposely.getBean(Models.class).status("local").block(Duration.ofSeconds(5)))
                        .isEqualTo(new ModelStatus(true, null, "rehearsal", "Rehearsal", "rehearsal"));
            }
        }

        @Test
        void openai_and_gemini_have_addresses_and_models_of_their_own() {
            settings.put("openai_api_key", "k");
            settings.put("planning_model", "claude-x");
            assertThat(status()).isEqualTo(new ModelStatus(true, null, "openai", "OpenAI", "gpt-5.5"));
            settings.put("planning_provider", "openai");
            settings.put("planning_model", "o3");
            assertThat(status().model()).isEqualTo("o3");
            settings.put("planning_provider", "gemini");
            settings.put("gemini_api_key", "g");
            settings.put("planning_model", "");
            assertThat(status()).isEqualTo(new ModelStatus(true, null, "gemini", "Gemini", "gemini-3.6-flash"));
        }
    }

    @Nested
    class Particulars {

        @Test
        void the_dialect_follows_from_the_provider_and_a_compatible_server_may_have_another() {
            settings.put("openai_api_key", "k");
            settings.put("planning_provider", "openai");
            assertThat(choose(null).family()).isEqualTo("responses@api.openai.com");
            local();
            assertThat(choose(null).family()).startsWith("chat@127.0.0.1:");
            settings.put("openai_compatible_dialect", "responses");
            assertThat(choose(null).family()).startsWith("responses@127.0.0.1:");
            assertThat(choose(null).provider()).isEqualTo("openai_compatible");
        }

        @Test
        void a_provider_may_have_headers_and_a_context_window_of_its_own() {
            local();
            settings.put("provider_headers", """
                    {"openai-compatible":{"X-Team":"blue","Host":"evil","Authorization":"Basic eA==","X-Bad":"a\\r\\nb"},
                     "anthropic":{"X-Team":"red"}}""");
            settings.put("provider_context_windows", "{\"openai_compatible\": 9000, \"anthropic\": 1000000}");
            sent();
            choose(null).client().stream(TestItems.request(TestItems.user("resp_1", "hello")))
                    .onErrorComplete()
                    .blockLast(Duration.ofSeconds(10));
            assertThat(server.seen())
                    .extracting(ScriptedChatServer.Seen::path)
                    .containsExactly("/v1/models", "/v1/chat/completions");
            assertThat(server.seen()).allSatisfy(request -> {
                assertThat(request.authorization()).isEqualTo("Basic eA==");
                assertThat(request.headers().get("X-Team")).isEqualTo("blue");
                assertThat(request.headers().get("Host")).startsWith("127.0.0.1:");
                assertThat(request.headers().contains("X-Bad")).isFalse();
            });
            assertThat(choose(null).contextWindow()).isEqualTo(9_000);
            settings.put("openai_compatible_context_window", "5000");
            assertThat(choose(null).contextWindow()).isEqualTo(5_000);
            settings.put("planning_provider", "anthropic");
            settings.put("anthropic_api_key", "k");
            assertThat(choose(null).contextWindow()).isEqualTo(1_000_000);
        }

        @Test
        void a_silence_is_borne_as_long_as_the_setting_says() {
            local();
            settings.put("model_timeout", "1");
            server.then(ScriptedChatServer.hang());
            long start = System.nanoTime();
            assertThat(choose(null).client().stream(TestItems.request(TestItems.user("resp_1", "hello")))
                            .then(Mono.just("answered"))
                            .onErrorResume(AgentFailure.class, failure -> Mono.just(failure.code()))
                            .block(Duration.ofSeconds(10)))
                    .isEqualTo("model_timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        }

        @Test
        void unreadable_headers_and_windows_are_as_good_as_none() {
            local();
            settings.put("provider_headers", "{no json");
            settings.put("provider_context_windows", "{\"openai_compatible\": 12}");
            assertThat(status().ready()).isTrue();
            assertThat(choose(null).contextWindow()).isEqualTo(32_768);
        }
    }

    @Nested
    class Keys {

        @Test
        void words_for_a_server_of_ones_own_are_never_sent_to_openai_instead() {
            settings.put("openai_api_key", "k");
            settings.put("openai_base_url", server.base());
            assertThat(status().ready()).isFalse();
            settings.put("planning_model", "small");
            assertThat(status().provider()).isEqualTo("openai_compatible");
            settings.put("planning_provider", "anthropic");
            assertThat(status().ready()).isFalse();
        }

        @Test
        void the_key_for_openai_is_not_sent_to_google() {
            settings.put("openai_api_key", "k");
            settings.put("planning_provider", "gemini");
            assertThat(status().provider()).isEqualTo("openai");
        }

        @Test
        void the_key_for_openai_goes_to_a_server_of_ones_own_only_while_that_has_none() {
            local();
            settings.put("openai_api_key", "for-openai");
            assertThat(sent()).isEqualTo("Bearer for-openai");
            settings.put("openai_compatible_api_key", "its-own");
            assertThat(sent()).isEqualTo("Bearer its-own");
            settings.put("openai_compatible_api_key", "k\r\nX-Evil: 1");
            assertThat(sent()).isEmpty();
        }

        @Test
        void a_key_that_no_header_can_carry_is_none() {
            settings.put("planning_provider", "openai");
            settings.put("openai_api_key", "k\r\nX-Evil: 1");
            assertThat(status().ready()).isFalse();
        }
    }
}
