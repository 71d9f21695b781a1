package dev.cowork.server.testing;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.StatementFilterFunction;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A real database below a whole server, of which a test decides when a statement fails and when a commit is not heard of yet. */
public final class FaultyDatabase {

    private volatile @Nullable Fault fault;
    private volatile @Nullable Hold hold;

    private record Fault(String statement, Supplier<RuntimeException> error) {}

    /** A commit that has happened and that its caller does not know of yet. */
    public static final class Hold {

        private final Sinks.Empty<Void> committed = Sinks.empty();
        private final Sinks.Empty<Void> released = Sinks.empty();

        /** Completes when the transaction is committed. */
        public Mono<Void> committed() {
            return committed.asMono();
        }

        /** Lets the caller hear of it. */
        public void release() {
            released.tryEmitEmpty();
        }
    }

    /** Every statement that begins like this fails from now on. */
    public void fail(String statement, Supplier<RuntimeException> error) {
        fault = new Fault(statement, error);
    }

    /** All works again. */
    public void mend() {
        fault = null;
    }

    /** The caller of the next transaction hears of its commit when the test says so. */
    public Hold holdNext() {
        Hold next = new Hold();
        hold = next;
        return next;
    }

    /** Puts it below a server; for {@link RunningServer#own}. */
    public ApplicationContextInitializer<ConfigurableApplicationContext> below() {
        return context -> context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return switch (bean) {
                    case DatabaseClient client -> new Client(client);
                    case TransactionalOperator operator -> held(operator);
                    default -> bean;
                };
            }
        });
    }

    private TransactionalOperator held(TransactionalOperator operator) {
        return new TransactionalOperator() {
            @Override
            public <T> Mono<T> transactional(Mono<T> work) {
                return Mono.defer(() -> {
                    Hold mine = hold;
                    hold = null;
                    Mono<T> done = operator.transactional(work);
                    return mine == null
                            ? done
                            : done.delayUntil(result -> {
                                mine.committed.tryEmitEmpty();
                                return mine.released.asMono();
                            });
                });
            }

            @Override
            public <T> Flux<T> execute(org.springframework.transaction.reactive.TransactionCallback<T> action) {
                return operator.execute(action);
            }
        };
    }

    private final class Client extends FilteredDatabase {

        Client(DatabaseClient client) {
            super(client);
        }

        @Override
        StatementFilterFunction filter(String sql) {
            return (statement, next) -> {
                Fault now = fault;
                return now != null && sql.startsWith(now.statement())
                        ? Mono.error(now.error())
                        : next.execute(statement);
            };
        }
    }
}
