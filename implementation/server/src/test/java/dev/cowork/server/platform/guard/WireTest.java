package dev.cowork.server.platform.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RawHttp;
import dev.cowork.server.testing.RunningServer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.Part;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The guard over real connections, with bytes that no client library would send. */
class WireTest {

    static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.own(
                Map.of("COWORK_ALLOWED_HOSTS", "box.lan", "COWORK_ALLOWED_ORIGINS", "https://team.example"),
                context -> context.getBeanFactory().registerSingleton("routes", new WireTest().new Routes()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<MatrixRow> attacks() {
        return MatrixRow.all().filter(row -> row.status() != 200);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void no_attack_of_the_matrix_reaches_a_route(MatrixRow row) {
        String head = row.method() + " " + row.target() + " HTTP/1.1\n" + String.join("\n", row.headers())
                + (row.headers().isEmpty() ? "" : "\n") + "Connection: close\nContent-Length: 0\n\n";
        String answer = RawHttp.send(server.port(), head.replace(":26866", ":" + server.port()));

        assertThat(answer)
                .matches("(?s)HTTP/1\\.1 (" + row.status() + "|400) .*")
                .contains("urn:cowork:problem:")
                .doesNotContainIgnoringCase("access-control-allow-origin")
                .doesNotContain("attacker.example\r", "reached");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\nHost: localhost\n\n",
                "GET /a|b HTTP/1.1\nHost: localhost\n\n",
                "GET /a%00b HTTP/1.1\nHost: localhost\nConnection: close\n\n",
                "GET\n\n",
                "GET / HTTP/1.1\nHost: localhost\nBad Header: x\n\n",
                "GET / HTTP/1.1\nHost: localhost\nX: a\u0000b\n\n",
                "POST / HTTP/1.1\nHost: localhost\nContent-Length: -1\n\n",
                "POST / HTTP/1.1\nHost: localhost\nContent-Length: 1\nContent-Length: 2\n\nab"
            })
    void a_request_that_cannot_be_read_is_answered_with_a_problem(String request) {
        assertThat(RawHttp.send(server.port(), request))
                .startsWith("HTTP/1.1 400")
                .contains("urn:cowork:problem:");
    }

    @Test
    void a_long_address_is_414_and_a_longer_one_too() {
        for (int length : new int[] {66_000, 200_000}) {
            assertThat(RawHttp.send(
                            server.port(),
                            "GET /" + "a".repeat(length) + " HTTP/1.1\nHost: localhost\nConnection: close\n\n"))
                    .startsWith("HTTP/1.1 414")
                    .contains("uri_too_long");
        }
    }

    @Test
    void long_headers_are_431_and_longer_ones_too() {
        for (int length : new int[] {40_000, 200_000}) {
            assertThat(RawHttp.send(
                            server.port(),
                            "GET / HTTP/1.1\nHost: localhost\nX: " + "a".repeat(length) + "\nConnection: close\n\n"))
                    .startsWith("HTTP/1.1 431")
                    .contains("headers_too_large");
        }
    }

    @Test
    void a_body_that_announces_too_much_is_413_before_it_is_sent() {
        assertThat(
                        RawHttp.send(
                                server.port(),
                                "POST /body HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 40000000\n\n"))
                .startsWith("HTTP/1.1 413")
                .contains("payload_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/body", "/text", "/parts"})
    void a_body_that_announces_nothing_is_413_once_it_is_too_large(String path) {
        String type = path.equals("/parts") ? "multipart/form-data; boundary=b" : "application/json";
        String begin = path.equals("/parts")
                ? "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
                : "\"";
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                        + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = (begin + "a".repeat(33 << 20)).getBytes(StandardCharsets.UTF_8);
        byte[] chunk = (Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + chunk.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(chunk, 0, all, head.length, chunk.length);
        System.arraycopy(body, 0, all, head.length + chunk.length, body.length);

        assertThat(RawHttp.send(server.port(), all)).startsWith("HTTP/1.1 413").contains("payload_too_large");
    }

    @Test
    void a_page_that_may_call_can_read_answers_and_errors() {
        for (String path : new String[] {"/hello", "/nowhere"}) {
            server.web()
                    .get()
                    .uri(path)
                    .header("Origin", "https://team.example")
                    .exchange()
                    .expectHeader()
                    .valueEquals("Access-Control-Allow-Origin", "https://team.example")
                    .expectHeader()
                    .valueEquals("X-Content-Type-Options", "nosniff");
        }
    }

    @Test
    void settings_are_never_cached() {
        server.web()
                .get()
                .uri("/api/v1/settings/nothing/here")
                .exchange()
                .expectHeader()
                .valueEquals("Cache-Control", "no-store");
    }

    @Test
    void everything_belongs_to_the_local_owner() {
        server.web().get().uri("/hello").exchange().expectBody(String.class).isEqualTo("local");
    }

    @Test
    void another_resolver_takes_over() {
        try (RunningServer two = RunningServer.own(Map.of(), context -> {
            context.getBeanFactory().registerSingleton("routes", new Routes());
            context.getBeanFactory().registerSingleton("owners", (OwnerResolver) exchange ->
                    String.valueOf(exchange.getRequest().getHeaders().getFirst("X-Who")));
        })) {
            two.web()
                    .get()
                    .uri("/hello")
                    .header("X-Who", "ann")
                    .exchange()
                    .expectBody(String.class)
                    .isEqualTo("ann");
        }
    }

    private static boolean swallow(DataBuffer buffer) {
        return DataBufferUtils.release(buffer);
    }

    /** An inner class, so that scanning never finds it. */
    @RestController
    final class Routes {

        @GetMapping({"/hello", "/x"})
        String hello(ServerWebExchange exchange) {
            return Owner.of(exchange);
        }

        @PostMapping("/body")
        Mono<String> body(@RequestBody Mono<Object> body) {
            return body.thenReturn("reached");
        }

        @PostMapping("/text")
        Mono<String> text(ServerWebExchange exchange) {
            return exchange.getRequest().getBody().map(WireTest::swallow).then(Mono.just("reached"));
        }

        @PostMapping(value = "/parts", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
        Mono<String> parts(@RequestPart("file") Mono<Part> file) {
            return file.flatMapMany(Part::content).map(WireTest::swallow).then(Mono.just("reached"));
        }
    }
}
