package dev.cowork.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bug class: an answer that fills the memory or never ends. */
class SizesAndTimesTest extends GuardedHttpFixture {

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
}
