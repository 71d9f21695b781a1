package dev.cowork.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;

/** A client with small limits, and a little web on this machine for it. */
abstract class GuardedHttpFixture {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    static final WebLimits SMALL =
            new WebLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), 5, 1 << 20, 2 << 20, 16);

    final LocalWeb web = new LocalWeb();

    final List<String> progress = new ArrayList<>();

    @AfterEach
    void close() {
        assertThat(web.canaryHeard()).isZero();
        web.close();
    }

    Mono<WebAnswer> ask(GuardedHttp http, String url) {
        return http.get(new WebRequest(WebAddress.parse(url), type -> true, next -> true, progress::add));
    }

    WebAnswer get(String path) {
        return ask(web.client(SMALL), web.url(path)).block(PATIENCE);
    }

    Kind failure(WebLimits limits, String path) {
        return failure(ask(web.client(limits), web.url(path)));
    }

    static Kind failure(Mono<WebAnswer> answer) {
        return answer.map(got -> "answered " + got.status())
                .cast(Object.class)
                .onErrorResume(FetchFailure.class, failure -> Mono.just(failure.kind()))
                .cast(Kind.class)
                .block(PATIENCE);
    }
}
