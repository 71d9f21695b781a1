package dev.cowork.server.testing;

import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/** How the database would run a query: by which index, and whether it has to sort. */
public final class QueryPlan {

    private QueryPlan() {}

    /**
     * @param db the database
     * @param sql the query with named parameters
     * @param parameters their values
     * @return the steps
     */
    public static List<String> of(DatabaseClient db, String sql, Map<String, Object> parameters) {
        GenericExecuteSpec spec = db.sql("explain query plan " + sql);
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            spec = spec.bind(parameter.getKey(), parameter.getValue());
        }
        return spec.map(row -> row.get("detail", String.class))
                .all()
                .collectList()
                .block();
    }
}
