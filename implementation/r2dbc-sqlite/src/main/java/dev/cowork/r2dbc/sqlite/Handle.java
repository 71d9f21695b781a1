package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Lease;
import dev.cowork.r2dbc.sqlite.client.Mode;
import dev.cowork.r2dbc.sqlite.client.Patience;
import dev.cowork.r2dbc.sqlite.client.Request;
import dev.cowork.r2dbc.sqlite.client.SqliteClient;
import dev.cowork.r2dbc.sqlite.client.Work;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.ContextView;

/** What a connection is inside: the open transaction, if there is one, and the settings its work runs with. */
final class Handle {

    private final SqliteClient client;
    private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();
    private volatile boolean autoCommit = true;
    private volatile boolean closed;
    private volatile SqliteDurability durability;
    private volatile Patience patience;
    private volatile Duration statementTimeout;

    Handle(SqliteClient client, SqliteConnectionConfiguration configuration) {
        this.client = client;
        this.durability = configuration.getDurability();
        this.statementTimeout = configuration.getStatementTimeout();
        this.patience = new Patience(configuration.getLockWaitTimeout(), false);
    }

    /** Begins a transaction unless one is open. */
    Mono<Void> begin(TransactionDefinition definition) {
        return Mono.deferContextual(context -> {
            if (closed) {
                return Mono.error(SqliteExceptionFactory.connectionClosed());
            }
            begun(definition, context);
            return Mono.empty();
        });
    }

    private Lease begun(TransactionDefinition definition, ContextView context) {
        Lease open = lease();
        if (open != null) {
            return open;
        }
        Duration wait = definition.getAttribute(TransactionDefinition.LOCK_WAIT_TIMEOUT);
        SqliteDurability wanted =
                SqliteDurability.choose(definition.getAttribute(SqliteDurability.ATTRIBUTE), context, durability);
        Lease fresh = client.lease(
                Boolean.TRUE.equals(definition.getAttribute(TransactionDefinition.READ_ONLY)),
                wanted == SqliteDurability.FULL,
                wait == null ? patience : new Patience(wait, true));
        Lease other = lease.compareAndExchange(null, fresh);
        autoCommit = false;
        return other == null ? fresh : other;
    }

    Mono<Void> commit() {
        return Mono.defer(() -> {
            Lease held = lease();
            return held == null ? Mono.<Void>empty() : forgetting(held, held.commit());
        });
    }

    Mono<Void> rollback() {
        return Mono.defer(() -> {
            Lease held = lease();
            return held == null ? Mono.<Void>empty() : forgetting(held, held.rollback());
        });
    }

    /** The connection is in auto-commit mode by the time the subscriber hears of the end. */
    private Mono<Void> forgetting(Lease held, Mono<Void> end) {
        return end.doOnTerminate(() -> forget(held)).doOnCancel(() -> forget(held));
    }

    private void forget(Lease held) {
        if (lease.compareAndSet(held, null)) {
            autoCommit = true;
        }
    }

    /** The lease of the open transaction; also one that ended by force, so that its further use is refused by name. */
    private @Nullable Lease lease() {
        Lease held = lease.get();
        if (held != null && held.isReleased()) {
            forget(held);
            return null;
        }
        return held;
    }

    /** Runs a control statement; fails if no transaction is open. */
    Mono<Void> inTransaction(String sql) {
        return Mono.defer(() -> lease() == null
                ? Mono.error(new IllegalStateException("There is no transaction"))
                : run(Mode.ALONE, sql, session -> {
                    session.control(sql);
                    return null;
                }));
    }

    /** Runs work in the open transaction, else in auto-commit mode as its mode allows. */
    <T> Mono<T> run(Mode mode, @Nullable String sql, Work<T> work) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                if (closed) {
                    Operators.error(actual, SqliteExceptionFactory.connectionClosed());
                    return;
                }
                Lease held = lease();
                if (held == null && !autoCommit) {
                    held = begun(SqliteTransactionDefinition.DEFAULT, actual.currentContext());
                }
                boolean durable = SqliteDurability.choose(actual.currentContext(), durability) == SqliteDurability.FULL;
                long runNanos = statementTimeout.isPositive() ? statementTimeout.toNanos() : 0;
                Request<T> request = new Request<>(mode, durable, sql, work, patience, runNanos);
                if (held != null) {
                    held.submit(request, actual);
                } else {
                    client.submit(request, actual);
                }
            }
        };
    }

    /** Rolls an open transaction back and refuses further use. */
    Mono<Void> close() {
        return Mono.defer(() -> {
            if (closed) {
                return Mono.<Void>empty();
            }
            closed = true;
            Lease held = lease.get();
            return held == null ? Mono.<Void>empty() : held.rollback();
        });
    }

    /** Whether the connection and its factory are open. */
    boolean isOpen() {
        return !closed && !client.isClosed();
    }

    boolean isAutoCommit() {
        return autoCommit && lease() == null;
    }

    Mono<Void> setAutoCommit(boolean on) {
        return Mono.defer(() -> {
            if (on == isAutoCommit()) {
                return Mono.<Void>empty();
            }
            if (on) {
                return commit().then(Mono.<Void>fromRunnable(() -> autoCommit = true));
            }
            autoCommit = false;
            return Mono.<Void>empty();
        });
    }

    SqliteDurability getDurability() {
        return durability;
    }

    void setDurability(SqliteDurability choice) {
        durability = choice;
    }

    void setLockWaitTimeout(Duration timeout) {
        patience = new Patience(timeout, true);
    }

    void setStatementTimeout(Duration timeout) {
        statementTimeout = timeout;
    }
}
