package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.QueryPlan;
import dev.cowork.server.testing.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationQueryPlanTest {

    @ParameterizedTest
    @CsvSource({
        ",,conversation_recent (owner=?)",
        ",active,conversation_recent (owner=?)",
        ",archived,conversation_archived (owner=?)",
        "7,,conversation_project (owner=? AND project_no=?)",
        "7,active,conversation_project (owner=? AND project_no=?)",
        "7,archived,conversation_archived_project (owner=? AND project_no=?)"
    })
    void the_list_follows_an_index_and_sorts_nothing(@Nullable Long projectNo, @Nullable String status, String index) {
        Map<String, Object> parameters = new HashMap<>(Map.of("owner", "local", "limit", 50, "offset", 0));
        if (projectNo != null) {
            parameters.put("projectNo", projectNo);
        }
        if (status != null && !status.equals("archived")) {
            parameters.put("status", status);
        }
        try (TestDatabase database = TestDatabase.open()) {
            List<String> plan =
                    QueryPlan.of(database.client(), ConversationRepository.listSql(projectNo, status), parameters);

            assertThat(plan)
                    .filteredOn(step -> !step.startsWith("SEARCH c USING PRIMARY KEY (owner=?"))
                    .containsExactlyInAnyOrder(
                            "SEARCH c USING INDEX " + index,
                            "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)",
                            // the total, read once from what is kept count of
                            "SCALAR SUBQUERY 1");
        }
    }
}
