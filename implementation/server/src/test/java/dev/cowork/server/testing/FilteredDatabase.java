package dev.cowork.server.testing;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.StatementFilterFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** SQL on a database, with something done to each statement when it is executed. */
abstract class FilteredDatabase implements DatabaseClient {

    private final DatabaseClient client;

    FilteredDatabase(DatabaseClient client) {
        this.client = client;
    }

    /** What is done to a statement of this text. */
    abstract StatementFilterFunction filter(String sql);

    @Override
    public final GenericExecuteSpec sql(String sql) {
        return client.sql(sql).filter(filter(sql));
    }

    @Override
    public final GenericExecuteSpec sql(Supplier<String> sql) {
        return sql(sql.get());
    }

    @Override
    public final ConnectionFactory getConnectionFactory() {
        return client.getConnectionFactory();
    }

    @Override
    public final <T> Mono<T> inConnection(Function<Connection, Mono<T>> action) {
        return client.inConnection(action);
    }

    @Override
    public final <T> Flux<T> inConnectionMany(Function<Connection, Flux<T>> action) {
        return client.inConnectionMany(action);
    }
}
