package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Agent;
import dev.cowork.server.agent.Permits;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolSource;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.testing.NamedTool;
import dev.cowork.server.testing.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bug class: a source of tools that keeps a turn from beginning. */
class ToolSourceTest {

    private static RunningServer server;
    private static volatile Supplier<Mono<ToolSource.Offer>> offer = () -> Mono.just(ToolSource.Offer.NONE);

    /** Says the names of its tools that are not the server's own. */
    private static final class NamingAgent implements Agent {

        @Override
        public String id() {
            return "naming";
        }

        @Override
        public String label() {
            return "Naming";
        }

        @Override
        public Flux<TurnEvent> run(TurnContext context) {
            List<String> names = context.tools().stream()
                    .map(Tool::name)
                    .filter(name -> name.startsWith("found") || name.equals("read_file"))
                    .toList();
            return Flux.just(new TurnEvent.MessageFinished(context.answerItemId(), 0, String.join(" ", names), null));
        }
    }

    private static final class OneSource implements ToolSource {

        @Override
        public Mono<Offer> offer(String owner, Path folder, Permits permits) {
            return offer.get();
        }
    }

    @BeforeAll
    static void start() {
        server = RunningServer.own(Map.of(), context -> {
            context.getBeanFactory().registerSingleton("namingAgent", new NamingAgent());
            context.getBeanFactory().registerSingleton("oneSource", new OneSource());
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String turn() {
        byte[] body = server.web()
                .mutate()
                .responseTimeout(Duration.ofSeconds(20))
                .build()
                .post()
                .uri("/api/v1/responses")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"input\":\"hi\",\"harness\":\"naming\"}")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(Objects.requireNonNull(body), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void its_tools_come_after_the_servers_own_and_take_no_ones_name() {
        offer = () -> Mono.just(new ToolSource.Offer(
                List.of(new NamedTool("found_b"), new NamedTool("found_a"), new NamedTool("read_file")), List.of()));

        assertThat(turn()).contains("\"read_file found_b found_a\"");
    }

    @Test
    void what_is_missing_is_said_while_the_turn_runs() {
        offer = () -> Mono.just(new ToolSource.Offer(List.of(), List.of("One is missing.")));

        assertThat(turn()).contains("One is missing.").contains("response.completed");
    }

    @Test
    void one_that_fails_costs_nothing_but_its_tools() {
        offer = () -> Mono.error(new IllegalStateException("broken"));

        assertThat(turn()).contains("\"read_file\"").contains("response.completed");
    }

    @Test
    void one_that_hangs_is_not_waited_for() {
        offer = Mono::never;
        long begun = System.nanoTime();

        assertThat(turn()).contains("\"read_file\"").contains("response.completed");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TurnContexts.TOOLS.plusSeconds(6));
    }
}
