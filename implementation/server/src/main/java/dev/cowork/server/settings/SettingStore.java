package dev.cowork.server.settings;

import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.logs.Secrets;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.Detached;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.vault.MasterKeyException;
import dev.cowork.server.vault.UnreadableRecordException;
import dev.cowork.server.vault.Vault;
import java.time.Clock;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Keeps values in the database, the secret ones sealed, and the latest snapshot of each owner in memory. */
@Component
final class SettingStore {

    private static final Logger LOG = LoggerFactory.getLogger(SettingStore.class);
    private static final int MOST_OWNERS = 256;
    private static final int MOST_ROWS = 1_000;

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

    /** Stores all of it or nothing. */
    Mono<Void> save(String owner, Map<String, String> values) {
        values.forEach((key, text) -> keepOutOfLogs(type(key), text));
        Mono<Void> write = write(
                owner,
                () -> Flux.fromIterable(values.entrySet())
                        .concatMap(each -> saveOne(owner, each.getKey(), each.getValue()))
                        .then());
        boolean secrets = values.keySet().stream().anyMatch(key -> type(key).sealed());
        return secrets ? offTheLoop(this::prepared).then(write) : write;
    }

    private Mono<Void> saveOne(String owner, String key, String text) {
        return whole(owner, key, text)
                .flatMap(whole -> repository.save(owner, row(owner, key, whole), Times.now(clock)));
    }

    /** Tells whether there was something to delete. */
    Mono<Boolean> delete(String owner, String key) {
        return write(owner, () -> repository.delete(owner, key).map(rows -> rows > 0));
    }

    /** Provider cards come with their keys hidden; the stored ones are read in the same transaction. */
    private Mono<String> whole(String owner, String key, String text) {
        if (type(key) != SettingType.CARDS || !ProviderCards.hasMask(text)) {
            return Mono.just(text);
        }
        return repository
                .find(owner, key)
                .mapNotNull(row -> text(owner, row))
                .map(stored -> ProviderCards.merged(text, stored))
                .switchIfEmpty(Mono.fromCallable(() -> ProviderCards.merged(text, null)));
    }

    /**
     * A write that has begun is finished even when its client goes away, so that the memory never keeps what the database no longer says.
     */
    private <T> Mono<T> write(String owner, Supplier<Mono<T>> sql) {
        return Detached.from(tx.in(sql).doOnTerminate(() -> cache.forget(owner)));
    }

    private boolean prepared() {
        try {
            vault.prepare();
            return true;
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
        }
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
