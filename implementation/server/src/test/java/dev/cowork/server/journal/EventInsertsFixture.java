package dev.cowork.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.r2dbc.sqlite.SqliteConnectionConfiguration;
import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import dev.cowork.server.testing.CountingDatabase;
import dev.cowork.server.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/** Streams, their writers, a writer of the database that can be held up, and another connection that sees what is stored. */
final class EventInsertsFixture implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(30);

    final TestDatabase database = TestDatabase.open();
    final CountingDatabase counted = new CountingDatabase(database.client());
    final Journal journal = JournalTesting.on(counted);

    /** Errors that somebody was told after having been told already how it ended. */
    final Queue<Throwable> toldTwice = new ConcurrentLinkedQueue<>();

    private final SqliteConnectionFactory other = new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
            .database(database.folder().resolve("cowork.db").toString())
            .closeTimeout(Duration.ofSeconds(2))
            .build());
    private final DatabaseClient elsewhere = DatabaseClient.create(other);

    @Override
    public void close() {
        other.close().block(SOON);
        database.close();
    }

    /** The error it is told; fails when there is none. */
    static Throwable errorOf(CompletableFuture<?> answer) {
        return await(answer.handle((value, error) -> {
            assertThat(error).as("the answer is %s", value).isNotNull();
            return error;
        }));
    }

    static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    List<StreamWriter<String>> writers(int count) {
        return await(Flux.range(0, count)
                .concatMap(i -> journal.open("s" + i, Lines.KIND, "local", null))
                .map(stream -> journal.writer(stream, Lines.KIND))
                .collectList());
    }

    void remove(StreamWriter<String> writer) {
        journal.remove(writer.stream()).block(SOON);
    }

    /** Writes, and publishes what is written. */
    Mono<List<Entry<String>>> write(StreamWriter<String> writer, List<String> lines) {
        BiFunction<Throwable, Object, Throwable> again = (error, none) -> {
            toldTwice.add(error);
            return error;
        };
        return writer.writeAlone(lines)
                .doOnNext(writer::publish)
                .contextWrite(Context.of("reactor.onOperatorError.local", again));
    }

    /** One line of each, asked for one after the other. */
    List<CompletableFuture<List<Entry<String>>>> oneOfEach(List<StreamWriter<String>> writers, String line) {
        return writers.stream()
                .map(writer -> write(writer, List.of(line)).toFuture())
                .toList();
    }

    static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toList();
    }

    /** What another connection sees of a stream: numbers and lines. */
    Mono<List<String>> seen(StreamWriter<String> writer) {
        return elsewhere
                .sql("select seq || ' ' || data from event where stream_no = ?1 order by seq")
                .bind(0, writer.stream().no())
                .map(row -> Objects.requireNonNull(row.get(0, String.class)))
                .all()
                .collectList();
    }

    List<String> stored(StreamWriter<String> writer) {
        return await(seen(writer));
    }

    /** How many statements have appended. */
    long statements() {
        return counted.beginning("insert into event");
    }

    /** How many of them had at least so many rows. */
    long statementsOfAtLeast(int rows) {
        return counted.containing("?" + 5 * rows + ")");
    }

    /** Lets the database take no more pages, or as many as ever. */
    void full(boolean full) {
        long most = full ? await(pragma("page_count")) : 1_000_000;
        assertThat(await(pragma("max_page_count=" + most))).isEqualTo(most);
    }

    private Mono<Long> pragma(String pragma) {
        return database.tx()
                .in(() -> database.client()
                        .sql("pragma " + pragma)
                        .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                        .one());
    }

    /** Takes the database's writer: what is written from now on is under way until it is let go. */
    Held hold() {
        Sinks.Empty<Void> begun = Sinks.empty();
        Sinks.Empty<Void> gate = Sinks.empty();
        CompletableFuture<Void> ended = database.tx()
                .in(() -> database.client()
                        .sql("update stream set kind = kind where no = -1")
                        .fetch()
                        .rowsUpdated()
                        .doOnNext(none -> begun.tryEmitEmpty())
                        .then(gate.asMono()))
                .toFuture();
        begun.asMono().block(SOON);
        return new Held(gate, ended);
    }

    /** The database's writer, in our hands. */
    record Held(Sinks.Empty<Void> gate, CompletableFuture<Void> ended) {

        void letGo() {
            gate.tryEmitEmpty();
            ended.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
        }
    }
}
