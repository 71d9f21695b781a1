package dev.cowork.server.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelStatus;
import dev.cowork.server.models.Models;
import dev.cowork.server.models.OfferedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class HealthServiceTest {

    private static final ModelStatus READY =
            new ModelStatus(true, null, "openai_compatible", "OpenAI-compatible", "m1");
    private static final ModelStatus MISSING =
            new ModelStatus(false, "The API key is missing.", "rehearsal", "Rehearsal", "rehearsal");

    @Test
    void aServerThatIsSetUpSaysWhoAnswers() {
        Health health = now(service(Mono.just(READY)).health("local"));
        assertThat(health.configReady()).isTrue();
        assertThat(health.configError()).isNull();
        assertThat(health.provider()).isEqualTo("openai_compatible");
        assertThat(health.providerLabel()).isEqualTo("OpenAI-compatible");
        assertThat(health.model()).isEqualTo("m1");
        assertThat(health.capabilities()).containsExactly("coding");
        assertThat(health.serverVersion()).isEqualTo("1.2.3");
        assertThat(health.owner()).isEqualTo("shell-token");
        assertThat(health.installation()).isEqualTo("0123456789abcdef");
        assertThat(health.conversations()).isEmpty();
        assertThat(health.pads()).isEmpty();
    }

    @Test
    void aServerThatIsNotSetUpSaysWhatIsMissing() {
        Health health = now(service(Mono.just(MISSING)).health("local"));
        assertThat(health.configReady()).isFalse();
        assertThat(health.configError()).isEqualTo("The API key is missing.");
    }

    @Test
    void workInFlightIsCollectedFromAllWhoKnowAndOnlyForTheOwner() {
        LiveWork turns = owner -> owner.equals("ann") ? List.of("conv_1", "conv_2") : List.of();
        LiveWork pads = new LiveWork() {
            @Override
            public List<String> conversations(String owner) {
                return List.of("conv_2");
            }

            @Override
            public List<String> pads(String owner) {
                return List.of("pad of " + owner);
            }
        };
        HealthService service = service(Mono.just(READY), turns, pads);
        assertThat(now(service.health("ann")).conversations()).containsExactly("conv_1", "conv_2");
        assertThat(now(service.health("ann")).pads()).containsExactly("pad of ann");
        assertThat(now(service.health("bob")).conversations()).containsExactly("conv_2");
    }

    @Nested
    class ItAlwaysAnswers {

        @Test
        void whenTheConfigurationCannotBeRead() {
            assertAnswersNotReady(service(Mono.error(new IllegalStateException("broken"))));
        }

        @Test
        void whenTheConfigurationSaysNothing() {
            assertAnswersNotReady(service(Mono.empty()));
        }

        @Test
        void whenTheModelsThrow() {
            assertAnswersNotReady(service(Mono.defer(() -> {
                throw new IllegalStateException("broken");
            })));
        }

        @Test
        void whenWhoKnowsOfWorkThrows() {
            LiveWork broken = owner -> {
                throw new IllegalStateException("broken");
            };
            assertThat(now(service(Mono.just(READY), broken).health("local")).conversations())
                    .isEmpty();
        }

        @Test
        void within300MillisecondsWhenTheConfigurationHangs() {
            StepVerifier.withVirtualTime(() -> service(Mono.never()).health("local"))
                    .expectSubscription()
                    .thenAwait(Duration.ofMillis(300))
                    .assertNext(health -> assertThat(health.configReady()).isFalse())
                    .verifyComplete();
        }

        @Test
        void withTheStateLastSeenWhenTheConfigurationBreaksLater() {
            Switch models = new Switch(Mono.just(READY));
            HealthService service = service(models);
            now(service.health("local"));
            models.status = Mono.error(new IllegalStateException("broken"));
            assertThat(now(service.health("local")).configReady()).isTrue();
            assertThat(now(service.health("another")).configReady()).isFalse();
        }

        private void assertAnswersNotReady(HealthService service) {
            Health health = now(service.health("local"));
            assertThat(health.configReady()).isFalse();
            assertThat(health.configError()).isNotBlank();
            assertThat(health.provider()).isNotNull();
        }
    }

    @Nested
    class TheInstallation {

        @TempDir
        Path home;

        @Test
        void hasOneIdOf16HexDigitsForEver() {
            String id = Installation.id(home);
            assertThat(id).matches("[0-9a-f]{16}");
            assertThat(Installation.id(home)).isEqualTo(id);
        }

        @Test
        void ofAnotherHomeHasAnotherId() {
            assertThat(Installation.id(home.resolve("a"))).isNotEqualTo(Installation.id(home.resolve("b")));
        }

        @Test
        void hasNoneWhenTheFileHoldsSomethingElse() throws IOException {
            Files.writeString(home.resolve(".installation-id"), "<script>");
            assertThat(Installation.id(home)).isEmpty();
            assertThat(home.resolve(".installation-id")).hasContent("<script>");
        }

        @Test
        void hasNoneWhenTheHomeCannotBeWritten() throws IOException {
            Path file = Files.createFile(home.resolve("file"));
            assertThatCode(() -> assertThat(Installation.id(file)).isEmpty()).doesNotThrowAnyException();
        }
    }

    private static HealthService service(Mono<ModelStatus> status, LiveWork... work) {
        return service(new Switch(status), work);
    }

    private static HealthService service(Switch models, LiveWork... work) {
        return new HealthService(models, List.of(work), "1.2.3", "shell-token", "0123456789abcdef");
    }

    private static Health now(Mono<Health> health) {
        return Objects.requireNonNull(health.block(Duration.ofSeconds(10)));
    }

    /** Models whose state a test decides. */
    private static final class Switch implements Models {

        private Mono<ModelStatus> status;

        Switch(Mono<ModelStatus> status) {
            this.status = status;
        }

        @Override
        public Mono<ChosenModel> choose(String owner, @Nullable String requested) {
            return Mono.error(new UnsupportedOperationException("Health chooses no model"));
        }

        @Override
        public Mono<ChosenModel> fast(String owner) {
            return Mono.error(new UnsupportedOperationException("Health chooses no model"));
        }

        @Override
        public Mono<List<OfferedModel>> offered(String owner) {
            return Mono.error(new UnsupportedOperationException("Health lists no models"));
        }

        @Override
        public Mono<ModelStatus> status(String owner) {
            return status;
        }
    }
}
