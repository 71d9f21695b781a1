package dev.cowork.server.platform.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.problems.Problem;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

class GuardMatrixTest {

    static final OpenRoutes ROUTES = new OpenRoutes(Stream.of(OpenRoute.embedded("/artifacts/**")));

    static final Guard GUARD = new Guard(
            new HostRule(List.of("127.0.0.1", "box.lan")),
            new OriginRule(new OwnOrigins("127.0.0.1"), List.of("https://team.example"), ROUTES),
            new BodyRule(new BodySizes(1024, 1024, List.of()), new BodyBudget(1024)),
            new TokenRule(Optional.empty(), ROUTES),
            _ -> OwnerResolver.LOCAL);

    static Stream<MatrixRow> rows() {
        return MatrixRow.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_request_is_admitted_or_refused_as_the_matrix_says(MatrixRow row) {
        assertThat(judge(request(row))).isEqualTo(row.status());
    }

    @Test
    void the_matrix_holds_at_least_forty_attacks() {
        assertThat(MatrixRow.all().filter(row -> row.status() != 200)).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void what_is_admitted_has_an_owner() {
        MockServerWebExchange exchange = MockServerWebExchange.from(
                MockServerHttpRequest.get("/x").header("Host", "localhost").build());

        GUARD.filter(exchange, admitted -> {
                    assertThat(Owner.of(admitted)).isEqualTo(OwnerResolver.LOCAL);
                    return Mono.empty();
                })
                .block();
    }

    private static MockServerHttpRequest request(MatrixRow row) {
        var request = MockServerHttpRequest.method(HttpMethod.valueOf(row.method()), URI.create(row.target()))
                .localAddress(new InetSocketAddress("127.0.0.1", 26866));
        for (String header : row.headers()) {
            int colon = header.indexOf(':');
            request.header(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return request.build();
    }

    private static int judge(MockServerHttpRequest request) {
        AtomicBoolean admitted = new AtomicBoolean();
        try {
            GUARD.filter(MockServerWebExchange.from(request), _ -> {
                        admitted.set(true);
                        return Mono.empty();
                    })
                    .block();
        } catch (Problem refusal) {
            return refusal.status();
        }
        return admitted.get() ? 200 : 204;
    }
}
