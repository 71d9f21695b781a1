package dev.cowork.server.models.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.Models;
import dev.cowork.server.models.ScriptedChatServer;
import dev.cowork.server.models.rehearsal.Rehearsal;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ModelRegistryTest extends ModelChoiceFixture {

    @Nested
    class Choosing {

        @Test
        void everything_is_a_rehearsal_while_no_provider_is_set_up() {
            for (String requested : new String[] {null, "", "anton", "gpt-5.5", "rehearsal"}) {
                assertThat(choose(requested).provider()).isEqualTo(Rehearsal.ID);
                assertThat(choose(requested).model()).isEqualTo(Rehearsal.ID);
            }
        }

        @Test
        void the_configured_model_answers_to_no_name_and_to_anton() {
            local();
            for (String requested : new String[] {null, "", " anton ", "small"}) {
                assertThat(choose(requested).model()).isEqualTo("small");
                assertThat(choose(requested).provider()).isEqualTo("openai_compatible");
            }
            assertThat(server.seen()).isEmpty();
        }

        @Test
        void a_rehearsal_has_to_be_named_once_there_is_a_real_provider() {
            local();
            assertThat(choose("rehearsal").provider()).isEqualTo(Rehearsal.ID);
        }

        @Test
        void another_model_is_taken_if_the_server_lists_it_and_the_list_is_asked_for_once() {
            local();
            server.then(ScriptedChatServer.status(200, "{\"data\":[{\"id\":\"small\"},{\"id\":\"models/big\"}]}"));
            Models registry = models();
            assertThat(registry.choose("local", "big")
                            .block(Duration.ofSeconds(5))
                            .model())
                    .isEqualTo("big");
            assertThat(registry.choose("local", "gone")
                            .block(Duration.ofSeconds(5))
                            .model())
                    .isEqualTo("small");
            assertThat(server.seen()).hasSize(1);
            assertThat(server.seen().getFirst().path()).isEqualTo("/v1/models");
        }

        @Test
        void a_server_that_lists_nothing_gets_the_configured_model() {
            local();
            server.then(ScriptedChatServer.status(500, "no"));
            assertThat(choose("big").model()).isEqualTo("small");
        }

        @Test
        void a_changed_setting_counts_at_once() {
            Models registry = models();
            assertThat(registry.choose("local", null)
                            .block(Duration.ofSeconds(5))
                            .provider())
                    .isEqualTo(Rehearsal.ID);
            local();
            settings.put("openai_compatible_context_window", "4096");
            ChosenModel chosen = registry.choose("local", null).block(Duration.ofSeconds(5));
            assertThat(chosen.model()).isEqualTo("small");
            assertThat(chosen.contextWindow()).isEqualTo(4_096);
        }
    }

    @Nested
    class SideJobs {

        private ChosenModel fast() {
            return models().fast("local").block(Duration.ofSeconds(5));
        }

        @Test
        void are_rehearsed_while_no_provider_is_set_up() {
            assertThat(fast().provider()).isEqualTo(Rehearsal.ID);
        }

        @Test
        void go_to_the_small_model_of_the_main_provider() {
            local();
            settings.put("router_provider", "openai-compatible");
            assertThat(fast().model()).isEqualTo("small");
            settings.put("router_model", "tiny");
            assertThat(fast().model()).isEqualTo("tiny");
            assertThat(choose(null).model()).isEqualTo("small");
        }

        @Test
        void go_to_the_coding_role_when_the_helper_role_is_not_set_up_and_to_the_main_one_at_last() {
            local();
            settings.put("router_provider", "gemini");
            assertThat(fast().model()).isEqualTo("small");
            settings.put("coding_provider", "openai");
            settings.put("coding_model", "o-mini");
            assertThat(fast().model()).isEqualTo("small");
            settings.put("openai_api_key", "k");
            assertThat(fast().provider()).isEqualTo("openai");
            assertThat(fast().model()).isEqualTo("o-mini");
            settings.put("gemini_api_key", "g");
            assertThat(fast().provider()).isEqualTo("gemini");
            assertThat(fast().model()).isEqualTo("gemini-3.6-flash");
        }
    }
}
