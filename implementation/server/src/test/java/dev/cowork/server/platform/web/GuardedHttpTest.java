package dev.cowork.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class GuardedHttpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final WebLimits SMALL =
            new WebLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), 5, 1 << 20, 2 << 20, 16);

    private final LocalWeb web = new LocalWeb();
    private final List<String> progress = new ArrayList<>();

    @AfterEach
    void close() {
        assertThat(web.canaryHeard()).isZero();
        web.close();
    }

    private Mono<WebAnswer> ask(GuardedHttp http, String url) {
        return http.get(new WebRequest(WebAddress.parse(url), type -> true, next -> true, progress::add));
    }

    private WebAnswer get(String path) {
        return ask(web.client(SMALL), web.url(path)).block(PATIENCE);
    }

    private Kind failure(WebLimits limits, String path) {
        return failure(ask(web.client(limits), web.url(path)));
    }

    private static Kind failure(Mono<WebAnswer> answer) {
        return answer.map(got -> "answered " + got.status())
                .cast(Object.class)
                .onErrorResume(FetchFailure.class, failure -> Mono.just(failure.kind()))
                .cast(Kind.class)
                .block(PATIENCE);
    }

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
    class Sizes {

        private LocalWeb packed(String path, String coding, byte[] body) {
            return web.page(
                    path,
                    (request, response) ->
                            response.header("Content-Encoding", coding).sendByteArray(Mono.just(body)));
        }

        private byte[] zeros(int megabytes, boolean gzip) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (var packing = gzip ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
                for (int i = 0; i < megabytes; i++) {
                    packing.write(new byte[1 << 20]);
                }
            }
            return out.toByteArray();
        }

        @ParameterizedTest
        @ValueSource(strings = {"gzip", "x-gzip", "deflate", "GZIP"})
        void what_is_packed_is_unpacked(String coding) throws IOException {
            packed("/packed", coding, zeros(2, !coding.equals("deflate")));
            assertThat(get("/packed").body()).hasSize(2 << 20);
        }

        @ParameterizedTest
        @ValueSource(strings = {"gzip", "deflate"})
        void what_becomes_too_long_is_unpacked_no_further(String coding) throws IOException {
            byte[] bomb = zeros(400, coding.equals("gzip"));
            packed("/bomb", coding, bomb);
            assertThat(bomb).hasSizeLessThan(1 << 20);
            assertThat(failure(SMALL, "/bomb")).isEqualTo(Kind.TOO_LARGE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"br", "zstd", "gzip, gzip", "compress", "nonsense"})
        void other_packings_are_not_read(String coding) {
            packed("/other", coding, new byte[] {1, 2, 3});
            assertThat(failure(SMALL, "/other")).isEqualTo(Kind.UNREADABLE);
        }

        @Test
        void what_only_looks_packed_is_not_read() {
            packed("/damaged", "gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
            assertThat(failure(SMALL, "/damaged")).isEqualTo(Kind.UNREADABLE);
        }

        @Test
        void a_body_without_end_is_cut_off() throws InterruptedException {
            CountDownLatch closed = new CountDownLatch(1);
            web.page("/endless", (request, response) -> {
                request.withConnection(connection -> connection.onDispose(closed::countDown));
                return response.send(
                        Flux.generate(sink -> sink.next(Unpooled.wrappedBuffer(new byte[16 << 10]))), buffer -> true);
            });
            assertThat(failure(SMALL, "/endless")).isEqualTo(Kind.TOO_LARGE);
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void headers_without_end_are_cut_off() {
            web.page("/headers", (request, response) -> {
                for (int i = 0; i < 100; i++) {
                    response.addHeader("x-" + i, "x".repeat(1_000));
                }
                return response.send();
            });
            assertThat(failure(SMALL, "/headers")).isEqualTo(Kind.UNREACHABLE);
        }
    }

    @Nested
    class Times {

        private static final WebLimits SHORT =
                new WebLimits(Duration.ofSeconds(5), Duration.ofMillis(300), 5, 1 << 20, 2 << 20, 1);

        @Test
        void a_server_that_says_nothing_is_left() {
            web.page("/silent", (request, response) -> Mono.never());
            assertThat(failure(SHORT, "/silent")).isEqualTo(Kind.TIMED_OUT);
        }

        @Test
        void a_body_that_drips_is_left() {
            web.page(
                    "/drip",
                    (request, response) -> response.sendString(
                            Flux.interval(Duration.ofMillis(20)).map(i -> "x").onBackpressureDrop()));
            assertThat(failure(SHORT, "/drip")).isEqualTo(Kind.TIMED_OUT);
        }

        @Test
        void redirects_share_the_time_of_their_request() {
            for (int i = 0; i < 5; i++) {
                String next = "/slow" + (i + 1);
                web.page(
                        "/slow" + i,
                        (request, response) -> Mono.delay(Duration.ofMillis(150))
                                .then(Mono.defer(() -> response.status(302)
                                        .header("Location", next)
                                        .send())));
            }
            web.page("/slow5", "text/plain", "there");
            assertThat(failure(SHORT, "/slow0")).isEqualTo(Kind.TIMED_OUT);
        }

        @Test
        void one_more_than_may_be_under_way_is_told_so_and_a_left_one_makes_room() throws InterruptedException {
            CountDownLatch arrived = new CountDownLatch(1);
            CountDownLatch closed = new CountDownLatch(1);
            web.page("/silent", (request, response) -> {
                request.withConnection(connection -> connection.onDispose(closed::countDown));
                arrived.countDown();
                return Mono.never();
            });
            web.page("/", "text/plain", "the site");
            GuardedHttp http = web.client(new WebLimits(PATIENCE, PATIENCE, 5, 1 << 20, 2 << 20, 1));
            Disposable first = ask(http, web.url("/silent")).subscribe();
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(failure(ask(http, web.url("/")))).isEqualTo(Kind.BUSY);
            first.dispose();
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ask(http, web.url("/")).block(PATIENCE).body())
                    .asString()
                    .isEqualTo("the site");
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
