package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.QueryPlan;
import dev.cowork.server.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProjectQueryPlanTest {

    @Test
    void the_list_reads_one_page_of_an_index_and_sorts_nothing() {
        try (TestDatabase database = TestDatabase.open()) {
            List<String> plan = QueryPlan.of(
                    database.client(), ProjectRepository.LIST, Map.of("owner", "local", "limit", 50, "offset", 0));

            assertThat(plan).containsExactly("SEARCH project USING INDEX project_list (owner=?)");
        }
    }
}
