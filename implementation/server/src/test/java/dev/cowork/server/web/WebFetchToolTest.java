package dev.cowork.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.web.LocalWeb;
import dev.cowork.server.platform.web.RefusedAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebFetchToolTest extends WebFetchFixture {

    @Nested
    class Arguments {

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{'url': null}", "{'url': 5}", "{'url': ['http://example.org']}"})
        void without_an_address_are_refused(String json) {
            assertThat(call(arguments(json)).output()).isEqualTo("The argument url must be an address.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "'x'", "1.5", "true", "[]", "99999999999"})
        void that_are_no_numbers_are_refused(String number) {
            assertThat(fetch("/page", ", 'offset': " + number).output())
                    .isEqualTo("The argument offset must be a whole number.");
            assertThat(fetch("/page", ", 'max_chars': " + number).output())
                    .isEqualTo("The argument max_chars must be a whole number.");
        }

        @ParameterizedTest
        @CsvSource({
            "{'url': 'https://example.org/page?token=x#y'}, Reading example.org/page",
            "{'url': 'https://example.org'}, Reading example.org",
            "{'url': 'http://127.1/'}, Reading a web page",
            "{'url': 7}, Reading a web page",
            "{}, Reading a web page"
        })
        void are_a_label_without_what_may_be_secret(String json, String label) {
            assertThat(tool.label(arguments(json))).isEqualTo(label);
        }
    }

    @Test
    void whoever_watches_sees_what_is_being_done() {
        web.redirect("/old", 301, "/page");
        web.page("/page", "text/html", "<p>x</p>");
        assertThat(fetch("/old", "").summary()).isEqualTo(LocalWeb.SITE + ":" + web.sitePort() + "/page: 1 characters");
        assertThat(progress)
                .containsExactly(
                        "Asking " + LocalWeb.SITE,
                        "Redirected to " + LocalWeb.SITE + ":" + web.sitePort() + "/page",
                        "Reading text/html");
    }

    @Nested
    class A_host {

        private Access access(JsonNode arguments) {
            return tool.access(
                            new ToolCall("local", "conv_1", "resp_1", "call_1", Path.of("."), arguments, progress::add))
                    .block(Duration.ofSeconds(20));
        }

        @Test
        void is_what_the_policy_is_asked_about() {
            assertThat(access(arguments("{'url': 'https://Example.ORG:8443/page?q'}")))
                    .isEqualTo(Access.network("example.org"));
        }

        @Test
        void that_is_never_fetched_is_nothing_to_ask_a_person_about() throws IOException {
            for (RefusedAddress address : RefusedAddress.all(web.canaryPort())) {
                if (address.numbers().isEmpty()) {
                    JsonNode asked = JsonMapper.shared().createObjectNode().put("url", address.url());
                    assertThatThrownBy(() -> access(asked))
                            .as(address.url())
                            .isInstanceOfSatisfying(
                                    Problem.class,
                                    problem -> assertThat(problem.detail()).endsWith("."));
                }
            }
        }

        @Test
        void that_is_a_public_number_may_be_asked_about() {
            assertThat(access(arguments("{'url': 'http://93.184.216.34/'}")))
                    .isEqualTo(Access.network("93.184.216.34"));
        }

        @Test
        void that_redirects_to_another_is_told_so_and_nobody_else_is_asked() {
            web.name("other.example.org", "127.0.0.1");
            web.redirect("/away", 302, "http://other.example.org:" + web.sitePort() + "/page?a=b");
            ToolResult result = fetch("/away", "");
            assertThat(result.ok()).isFalse();
            assertThat(result.output())
                    .isEqualTo("The address redirects to another host, which was not asked: http://other.example.org:"
                            + web.sitePort() + "/page?a=b can be fetched by a call of its own.");
            assertThat(web.asked()).containsExactly("/away");
        }

        @Test
        void that_redirects_to_its_www_name_is_followed() {
            web.name("www." + LocalWeb.SITE, "127.0.0.1");
            web.redirect("/away", 302, "http://www." + LocalWeb.SITE + ":" + web.sitePort() + "/page");
            web.page("/page", "text/plain", "there");
            assertThat(content(fetch("/away", "").output())).isEqualTo("there");
        }
    }

    @Test
    void every_refusal_is_a_sentence_for_the_model() throws IOException {
        for (RefusedAddress address : RefusedAddress.all(web.canaryPort())) {
            if (address.numbers().isEmpty()) {
                ToolResult result = call(JsonMapper.shared().createObjectNode().put("url", address.url()));
                assertThat(result.ok()).as(address.url()).isFalse();
                assertThat(result.output()).as(address.url()).endsWith(".").hasSizeLessThan(400);
            }
        }
    }
}
