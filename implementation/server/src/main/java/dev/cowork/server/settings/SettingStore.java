package dev.cowork.server.settings;

import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.logs.Secrets;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.Detached;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.vault.MasterKeyException;
import dev.cowork.server.vault.UnreadableRecordException;
import dev.cowork.server.vault.Vault;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Keeps values in the database, the secret ones sealed, and the latest snapshot of each owner in memory. */
@Component
final class SettingStore {

    private static final Logger LOG = LoggerFactory.getLogger(SettingStore.class);
    private static final int MOST_OWNERS = 256;
    private static final int MOST_ROWS = 1_000;
    private static final int MOST_TRIES = 32;

    private final SettingRepository repository;
    private final SettingDefinitions definitions;
    private final SettingResolver resolver;
    private final Vault vault;
    private final Tx tx;
    private final Clock clock;
    private final SettingCache cache = new SettingCache(MOST_OWNERS);

    SettingStore(
            SettingRepository repository,
            SettingDefinitions definitions,
            SettingResolver resolver,
            Vault vault,
            Tx tx,
            Clock clock) {
        this.repository = repository;
        this.definitions = definitions;
        this.resolver = resolver;
        this.vault = vault;
        this.tx = tx;
        this.clock = clock;
    }

    Mono<SettingValues> values(String owner) {
        return Mono.defer(() -> {
            SettingValues known = cache.get(owner);
            return known == null ? read(owner) : Mono.just(known);
        });
    }

    private Mono<SettingValues> read(String owner) {
        long moment = cache.moment();
        return repository
                .list(owner, MOST_ROWS)
                .collectList()
                .flatMap(rows -> offTheLoop(() -> opened(owner, rows)))
                .doOnNext(values -> cache.put(owner, values, moment));
    }

    /** Stores all of it or nothing. Everything is sealed before the transaction begins, so that it holds SQL alone. */
    Mono<Void> save(String owner, Map<String, String> values) {
        values.forEach((key, text) -> keepOutOfLogs(type(key), text));
        return Detached.from(Mono.defer(() -> saveOnce(owner, values))
                .retryWhen(Retry.max(MOST_TRIES).filter(Overtaken.class::isInstance))
                .onErrorMap(
                        Exceptions::isRetryExhausted,
                        _ -> Problem.of(503, "server_busy", "The settings are being changed by others; try again.")
                                .retryAfter(Duration.ofSeconds(1))));
    }

    private Mono<Void> saveOnce(String owner, Map<String, String> values) {
        return bases(owner, values)
                .flatMap(bases -> offTheLoop(() -> sealed(owner, values, bases))
                        .flatMap(rows -> write(owner, () -> save(owner, rows, bases))));
    }

    private Mono<Void> save(String owner, List<SettingRepository.Row> rows, Map<String, Basis> bases) {
        return Flux.fromIterable(bases.entrySet())
                .concatMap(each -> basis(owner, each.getKey())
                        .filter(each.getValue()::equals)
                        .switchIfEmpty(Mono.error(Overtaken::new)))
                .thenMany(Flux.fromIterable(rows).concatMap(row -> repository.save(owner, row, Times.now(clock))))
                .then();
    }

    /** What a masked value was completed from; if it is another by the time of writing, the completion is void. */
    private record Basis(@Nullable String value, @Nullable ByteBuffer secret) {}

    /** Somebody wrote between our reading and our writing. */
    private static final class Overtaken extends RuntimeException {}

    private Mono<Basis> basis(String owner, String key) {
        return repository
                .find(owner, key)
                .map(row -> new Basis(row.value(), row.secret() == null ? null : ByteBuffer.wrap(row.secret())))
                .defaultIfEmpty(new Basis(null, null));
    }

    /** Provider cards come with their keys hidden; the stored ones are read here. */
    private Mono<Map<String, Basis>> bases(String owner, Map<String, String> values) {
        return Flux.fromIterable(values.entrySet())
                .filter(each -> type(each.getKey()) == SettingType.CARDS && ProviderCards.hasMask(each.getValue()))
                .concatMap(each -> basis(owner, each.getKey()).map(basis -> Map.entry(each.getKey(), basis)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private List<SettingRepository.Row> sealed(String owner, Map<String, String> values, Map<String, Basis> bases) {
        if (values.keySet().stream().anyMatch(key -> type(key).sealed())) {
            prepare();
        }
        List<SettingRepository.Row> rows = new ArrayList<>();
        values.forEach((key, text) -> {
            Basis basis = bases.get(key);
            rows.add(row(owner, key, basis == null ? text : ProviderCards.merged(text, text(owner, key, basis))));
        });
        return rows;
    }

    /** Deletes all of it or nothing, and tells for which keys there was something to delete. */
    Mono<List<String>> delete(String owner, List<String> keys) {
        return write(
                owner,
                () -> Flux.fromIterable(keys)
                        .concatMap(key -> repository
                                .delete(owner, key)
                                .filter(rows -> rows > 0)
                                .map(_ -> key))
                        .collectList());
    }

    /**
     * A write that has begun is finished even when its client goes away, so that the memory never keeps what the database no longer says.
     */
    private <T> Mono<T> write(String owner, Supplier<Mono<T>> sql) {
        return Detached.from(tx.in(sql).doOnTerminate(() -> cache.forget(owner)));
    }

    private void prepare() {
        try {
            vault.prepare();
        } catch (MasterKeyException e) {
            LOG.error("Secrets cannot be stored: {}", e.getMessage());
            throw Problem.of(
                    500, "internal_error", "The server's master key cannot be used, so no secret can be stored.");
        }
    }

    private SettingRepository.Row row(String owner, String key, String text) {
        boolean sealed = type(key).sealed() && !text.isEmpty();
        return sealed
                ? new SettingRepository.Row(key, null, vault.seal(recordId(owner, key), text))
                : new SettingRepository.Row(key, text, null);
    }

    private SettingValues opened(String owner, List<SettingRepository.Row> rows) {
        Map<String, String> texts = new HashMap<>();
        Set<String> keys = new HashSet<>();
        for (SettingRepository.Row row : rows) {
            keys.add(row.key());
            String text = text(owner, row);
            if (text != null) {
                texts.put(row.key(), text);
            }
        }
        SettingValues values = resolver.resolve(texts, keys);
        definitions.all().forEach(each -> keepOutOfLogs(each.type(), values.get(each.key())));
        return values;
    }

    private static void keepOutOfLogs(SettingType type, @Nullable String value) {
        if (value != null && type == SettingType.SECRET) {
            Secrets.register(value);
        } else if (value != null && type == SettingType.CARDS) {
            ProviderCards.keys(value).forEach(Secrets::register);
        } else if (value != null && type == SettingType.HEADERS) {
            ProviderHeaders.values(value).forEach(Secrets::register);
        }
    }

    private @Nullable String text(String owner, String key, Basis basis) {
        ByteBuffer secret = basis.secret();
        return text(owner, new SettingRepository.Row(key, basis.value(), secret == null ? null : secret.array()));
    }

    private @Nullable String text(String owner, SettingRepository.Row row) {
        byte[] secret = row.secret();
        if (secret == null) {
            return row.value();
        }
        try {
            return vault.open(recordId(owner, row.key()), secret);
        } catch (UnreadableRecordException | MasterKeyException e) {
            LOG.warn("The stored value of {} counts as unset: {}", row.key(), e.getMessage());
            return null;
        }
    }

    private SettingType type(String key) {
        return definitions.find(key).map(SettingDefinition::type).orElse(SettingType.TEXT);
    }

    private static String recordId(String owner, String key) {
        return "setting:" + key + ":" + owner;
    }

    private static <T> Mono<T> offTheLoop(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
    }
}
