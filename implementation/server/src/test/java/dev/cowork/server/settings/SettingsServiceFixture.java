package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.problems.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The service in a fresh home, and what tests ask it. */
abstract class SettingsServiceFixture {

    static final String ME = "local";

    static final String SECRET = "sk-ant-THE-SECRET-0123456789";

    @TempDir
    Path home;

    SettingsFixture fixture;

    SettingsService settings;

    @BeforeEach
    void open() {
        fixture = new SettingsFixture(home, Map.of());
        settings = fixture.service();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    Setting row(String key) {
        return now(settings.rows(ME)).stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    static void refused(Mono<?> work, int status, String code) {
        StepVerifier.create(work)
                .expectErrorSatisfies(e -> assertThat(e).isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(status);
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.detail()).endsWith(".").hasSizeLessThan(300);
                }))
                .verify(Duration.ofSeconds(20));
    }

    static <T> T now(Mono<T> work) {
        T value = work.block(Duration.ofSeconds(20));
        assertThat(value).isNotNull();
        return value;
    }
}
