package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.CountingDatabase;
import dev.cowork.server.testing.RunningServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Bug class: a turn that costs more for each delta the longer it is, or the more it is followed. Counted in the statements of the whole
 * server, so that a slow machine changes nothing: there, deltas only gather into fewer events.
 */
class TurnCostTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Statements for the start, the items and the end of a first turn, however much it says: 12, and a little room. */
    private static final int AROUND = 14;

    /** A follower that falls behind reads at least so many events at once. */
    private static final int BATCH = 64;

    private static RunningServer server;
    private static CountingDatabase counted;

    @BeforeAll
    static void start() {
        server = RunningServer.own(
                Map.of(),
                context -> context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        if (bean instanceof DatabaseClient client) {
                            counted = new CountingDatabase(client);
                            return counted;
                        }
                        return bean;
                    }
                }));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /**
     * What a turn of so many deltas cost.
     *
     * @param events statements that append to the log
     * @param pages statements that read the log
     * @param others all others
     * @param frames how many frames its one follower got
     */
    private record Cost(long events, long pages, long others, int frames) {}

    private static Cost followed(int deltas) {
        turn("warm-" + deltas, 10);
        counted.reset();
        String stream = turn("cost-" + deltas, deltas);
        assertThat(stream).contains("event: response.completed");
        int frames = stream.split("\nevent: ", -1).length - 1;
        long events = counted.beginning("insert into event");
        long pages = counted.containing(" from event ");
        return new Cost(events, pages, counted.all() - events - pages, frames);
    }

    private static String turn(String conversation, int deltas) {
        return Objects.requireNonNull(answer(conversation, deltas).block(SOON));
    }

    private static Mono<String> answer(String conversation, int deltas) {
        return server.client()
                .post()
                .uri("/api/v1/responses")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("conversation_id", conversation, "input", "/emit " + deltas + " 1"))
                .exchangeToFlux(response -> response.bodyToFlux(byte[].class))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .collect(StringBuilder::new, StringBuilder::append)
                .map(StringBuilder::toString);
    }

    private static void isLinear(Cost cost, int deltas) {
        assertThat(cost.events()).as("%s %s", cost, counted).isBetween(1L, deltas + 5L);
        assertThat(cost.pages()).as("%s %s", cost, counted).isLessThanOrEqualTo(5 + cost.frames() / BATCH);
        assertThat(cost.others()).as("%s %s", cost, counted).isBetween(1L, (long) AROUND);
    }

    @Test
    void aTurnOfFourThousandDeltasFollowedLiveCostsAtMostOneStatementForEach() {
        isLinear(followed(1_000), 1_000);
        isLinear(followed(4_000), 4_000);
    }

    /** How many statements a write of a turn's events costs when so many turns speak at once. */
    private static double statementsOfAWrite(int turns) {
        long before = writes();
        counted.reset();
        assertThat(Flux.range(0, turns)
                        .flatMap(i -> answer("of-" + turns + "-" + i, 100), turns)
                        .collectList()
                        .block(SOON))
                .hasSize(turns)
                .allSatisfy(stream -> assertThat(stream).contains("event: response.completed"));
        long statements = counted.beginning("insert into event");
        return (double) statements / (writes() - before);
    }

    /** The events of one write have one time, in microseconds. */
    private static long writes() {
        return Objects.requireNonNull(counted.sql("select count(*) from (select distinct stream_no, at from event)")
                .map(row -> row.get(0, Long.class))
                .one()
                .block(SOON));
    }

    @Test
    void theWritesOfAHundredTurnsAtOnceShareStatements() {
        turn("warm", 10);
        double alone = statementsOfAWrite(1);
        double together = statementsOfAWrite(100);
        assertThat(alone).as("one turn shares with nobody").isGreaterThanOrEqualTo(1);
        assertThat(together).as("alone %s", alone).isLessThan(0.8 * alone);
    }
}
