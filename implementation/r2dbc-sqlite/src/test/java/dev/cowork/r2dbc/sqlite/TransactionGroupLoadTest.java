package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bug class: among many that share commits and end in every way, one is told something else than what was kept. */
class TransactionGroupLoadTest extends TransactionGroupFixture {

    private static final int TRANSACTIONS = 1_000;
    private static final int USERS = 32;
    private static final int GROUP = 8;
    private static final int ROWS_AT_MOST = 4;
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    /** How a transaction ends. */
    private enum End {
        COMMITTED,
        WRITTEN_WITHOUT,
        ROLLED_BACK,
        BROKEN_RULE,
        CANCELLED,
        DROPPED_BY_SQLITE
    }

    /** What was said of a transaction. */
    private enum Told {
        KEPT,
        FAILED,
        NOTHING
    }

    /** What one user asks for; decided beforehand, so that the order of threads changes nothing in it. */
    private record Plan(long number, End end, int rows, int patience) {

        static Plan random(long number, Random random) {
            int dice = random.nextInt(100);
            End end = dice < 45
                    ? End.COMMITTED
                    : dice < 60
                            ? End.WRITTEN_WITHOUT
                            : dice < 75
                                    ? End.ROLLED_BACK
                                    : dice < 88 ? End.BROKEN_RULE : dice < 98 ? End.CANCELLED : End.DROPPED_BY_SQLITE;
            int rows = end == End.WRITTEN_WITHOUT ? 1 : 1 + random.nextInt(ROWS_AT_MOST);
            return new Plan(number, end, rows, random.nextInt(20));
        }

        List<Long> ids() {
            return LongStream.range(0, rows).mapToObj(i -> number * 10 + i).toList();
        }
    }

    private Mono<Void> rows(SqliteConnection connection, List<Long> ids) {
        return Flux.fromIterable(ids).concatMap(id -> insert(connection, id)).then();
    }

    private Mono<Told> carriedOut(Plan plan, List<Long> ids) {
        Mono<Void> committed = transaction(connection -> rows(connection, ids));
        Mono<Void> work = switch (plan.end()) {
            case COMMITTED -> committed;
            case WRITTEN_WITHOUT -> write(ids.getFirst());
            case ROLLED_BACK ->
                db.with(connection -> connection
                                .beginTransaction()
                                .then(rows(connection, ids))
                                .then(connection.rollbackTransaction())
                                .then(Mono.<Void>error(new IllegalStateException("as planned"))))
                        .then();
            case BROKEN_RULE ->
                transaction(connection -> rows(connection, ids).then(insert(connection, ids.getFirst())));
            case CANCELLED -> committed;
            case DROPPED_BY_SQLITE ->
                transaction(connection -> rows(connection, ids)
                        .then(TestDatabase.update(
                                connection, "INSERT OR ROLLBACK INTO t VALUES (?, 'again')", ids.getFirst())));
        };
        Mono<Told> told = work.thenReturn(Told.KEPT).onErrorReturn(Told.FAILED);
        return plan.end() == End.CANCELLED
                ? told.timeout(Duration.ofMillis(plan.patience()), Mono.just(Told.NOTHING))
                : told;
    }

    @Test
    void exactlyTheRowsOfThoseAnsweredAsCommittedAreThere() {
        reopenWith(builder -> builder.transactionGroupLimit(GROUP).durability(SqliteDurability.NORMAL));
        Random random = new Random(11);
        Map<Told, Set<Long>> told = new EnumMap<>(Told.class);
        for (Told answer : Told.values()) {
            told.put(answer, ConcurrentHashMap.newKeySet());
        }
        Set<End> kept = ConcurrentHashMap.newKeySet();
        List<Plan> plans = Stream.generate(new AtomicLong()::getAndIncrement)
                .limit(TRANSACTIONS)
                .map(number -> Plan.random(number, random))
                .toList();

        Flux.fromIterable(plans)
                .flatMap(
                        plan -> carriedOut(plan, plan.ids()).doOnNext(answer -> {
                            told.get(answer).addAll(plan.ids());
                            if (answer == Told.KEPT) {
                                kept.add(plan.end());
                            }
                        }),
                        USERS)
                .blockLast(AT_MOST);
        await().until(() -> db.statistics().openTransactions() == 0);

        Set<Long> there = new HashSet<>(ids());
        assertThat(there).containsAll(told.get(Told.KEPT)).doesNotContainAnyElementsOf(told.get(Told.FAILED));
        assertThat(plans)
                .allSatisfy(plan -> assertThat(plan.ids().stream().filter(there::contains))
                        .as("all or nothing of %s", plan)
                        .satisfiesAnyOf(
                                rows -> assertThat(rows).isEmpty(),
                                rows -> assertThat(rows).hasSize(plan.rows())));
        there.removeAll(told.get(Told.KEPT));
        there.removeAll(told.get(Told.NOTHING));
        assertThat(there).isEmpty();
        assertThat(kept).contains(End.COMMITTED, End.WRITTEN_WITHOUT).doesNotContain(End.ROLLED_BACK, End.BROKEN_RULE);
        assertThat(new HashSet<>(idsInTheFile())).isEqualTo(new HashSet<>(ids()));
        assertThat(db.statistics().largestGroup()).isBetween(2, GROUP);
        assertThatTheWriterWorksOn();
    }
}
