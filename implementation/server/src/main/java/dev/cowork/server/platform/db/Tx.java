package dev.cowork.server.platform.db;

import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Runs a piece of work in one transaction. Inside it there is nothing but SQL: the writer waits. */
@Component
public final class Tx {

    private final TransactionalOperator operator;

    /** @param operator the operator of the database's transaction manager */
    public Tx(TransactionalOperator operator) {
        this.operator = operator;
    }

    /**
     * @param work the statements, built when the transaction begins
     * @param <T> what they give
     * @return the result once it is committed and durable; any error rolls everything back
     */
    public <T> Mono<T> in(Supplier<Mono<T>> work) {
        return operator.transactional(Mono.defer(work));
    }
}
