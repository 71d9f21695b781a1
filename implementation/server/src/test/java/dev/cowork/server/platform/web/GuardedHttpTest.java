package dev.cowork.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Bug class: a client that goes where its name, its address or an answer leads it. */
class GuardedHttpTest extends GuardedHttpFixture {

    @Nested
    class A_name_that_changes {

        @Test
        void means_for_a_request_what_it_meant_when_it_was_judged() {
            GuardedHttp http = web.page("/", "text/plain", "the site").client();
            for (int i = 0; i < 1_000; i++) {
                web.changingName("rebind.example.org", "127.0.0.1", "127.0.0.2");
                int before = web.lookUps();
                WebAnswer answer = ask(http, "http://rebind.example.org:" + web.sitePort() + "/")
                        .block(PATIENCE);
                assertThat(answer.body()).asString().isEqualTo("the site");
                assertThat(web.lookUps() - before).isEqualTo(1);
            }
        }

        @Test
        void is_judged_anew_after_a_redirect() {
            web.changingName("rebind.example.org", "127.0.0.1", "127.0.0.2");
            web.redirect("/away", 302, "http://rebind.example.org:" + web.canaryPort() + "/");
            Mono<WebAnswer> answer = ask(web.client(), "http://rebind.example.org:" + web.sitePort() + "/away");
            assertThat(failure(answer)).isEqualTo(Kind.NOT_PUBLIC);
        }

        @Test
        void that_nobody_knows_is_told() {
            assertThat(failure(ask(web.client(), "http://unknown.example.org/")))
                    .isEqualTo(Kind.UNKNOWN_HOST);
        }
    }

    @Nested
    class Redirects_of_a_site {

        @ParameterizedTest
        @ValueSource(ints = {301, 302, 303, 307, 308})
        void are_followed_five_times(int status) {
            for (int i = 0; i < 5; i++) {
                web.redirect("/r" + i, status, "/r" + (i + 1));
            }
            web.page("/r5", "text/plain", "there");
            WebAnswer answer = get("/r0");
            assertThat(answer.body()).asString().isEqualTo("there");
            assertThat(answer.address()).hasToString(web.url("/r5"));
            assertThat(progress)
                    .hasSize(6)
                    .first()
                    .asString()
                    .isEqualTo("Redirected to " + LocalWeb.SITE + ":" + web.sitePort() + "/r1");
        }

        @Test
        void are_not_followed_a_sixth_time() {
            web.redirect("/loop", 302, "/loop");
            assertThat(failure(SMALL, "/loop")).isEqualTo(Kind.BAD_REDIRECT);
            assertThat(web.asked()).hasSize(6);
        }

        @ParameterizedTest
        @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "2130706433", "[::1]", "site.example.org"})
        void never_lead_to_this_machine(String host) {
            web.redirect("/away", 302, "http://" + host + ":" + web.canaryPort() + "/");
            assertThat(failure(SMALL, "/away")).isIn(Kind.BAD_ADDRESS, Kind.NOT_PUBLIC);
        }
    }

    @Nested
    class A_request {

        @Test
        void says_what_it_is_and_nothing_of_its_user() {
            web.page(
                    "/",
                    (request, response) -> response.status(302)
                            .addHeader("Set-Cookie", "a=b; Path=/")
                            .header("Location", "/second")
                            .send());
            web.page("/second", "text/plain", "there");
            get("/");
            assertThat(web.headers()).hasSize(2).allSatisfy(headers -> {
                assertThat(headers.keySet())
                        .containsExactlyInAnyOrder("host", "user-agent", "accept", "accept-encoding");
                assertThat(headers.get("user-agent")).startsWith("CoworkServer/");
                assertThat(headers.get("host")).isEqualTo(LocalWeb.SITE + ":" + web.sitePort());
            });
        }

        @Test
        void uses_no_proxy_of_the_environment() {
            String before = System.setProperty("http.proxyHost", "127.0.0.1");
            System.setProperty("http.proxyPort", String.valueOf(web.canaryPort()));
            try {
                web.page("/", "text/plain", "the site");
                assertThat(get("/").body()).asString().isEqualTo("the site");
            } finally {
                System.clearProperty("http.proxyPort");
                if (before == null) {
                    System.clearProperty("http.proxyHost");
                } else {
                    System.setProperty("http.proxyHost", before);
                }
            }
        }

        @Test
        void leaves_a_body_that_is_not_wanted_unread() {
            web.page("/", "image/png", "not a picture");
            Mono<WebAnswer> answer = web.client()
                    .get(new WebRequest(WebAddress.parse(web.url("/")), type -> false, next -> true, progress::add));
            assertThat(failure(answer)).isEqualTo(Kind.UNREADABLE);
        }

        @ParameterizedTest
        @ValueSource(ints = {200, 304, 400, 404, 429, 500, 503})
        void gives_the_answer_whatever_its_status(int status) {
            web.page("/", (request, response) -> response.status(status).send());
            assertThat(get("/").status()).isEqualTo(status);
        }
    }
}
