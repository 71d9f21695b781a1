package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.projects.Project;
import dev.cowork.server.projects.ProjectChange;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class ConversationServiceTest extends ConversationTesting {

    @Nested
    class Making {

        @Test
        void without_anything_gives_an_untitled_one_in_general() {
            Conversation made = create(null);

            assertThat(made.project().id()).isEqualTo(Project.GENERAL_ID);
            assertThat(made.project().name()).isEqualTo("general");
            assertThat(made.title()).isEmpty();
            assertThat(made.shownTitle()).isEqualTo("Untitled task");
            assertThat(made.status()).isEqualTo("active");
            assertThat(made.turns()).isZero();
            assertThat(made.version()).isEqualTo(1);
            assertThat(made.createdAt()).isEqualTo(made.updatedAt());
            assertThat(conversations.require(ME, made.id()).block()).isEqualTo(made);
        }

        @Test
        void keeps_everything_it_is_given() {
            Project project = project("Sales");
            List<DisabledConnection> hidden = List.of(new DisabledConnection("gmail", "work"));
            NewConversation wanted = new NewConversation(project.id(), "ignored", "anton", "m", "high", hidden);

            Conversation made = conversations
                    .create(ME, " Q2\n analysis ", "Analyse Q2", wanted)
                    .block();

            assertThat(made.title()).isEqualTo("Q2 analysis");
            assertThat(made.goal()).isEqualTo("Analyse Q2");
            assertThat(made.project().path()).isEqualTo(project.path());
            assertThat(made.harness()).isEqualTo("anton");
            assertThat(made.model()).isEqualTo("m");
            assertThat(made.reasoningEffort()).isEqualTo("high");
            assertThat(made.disabledConnections()).isEqualTo(hidden);
        }

        @Test
        void finds_its_project_by_name_in_any_case() {
            Project project = project("Sales");
            NewConversation wanted = new NewConversation(null, "sales", null, null, null, List.of());

            assertThat(conversations
                            .create(ME, null, null, wanted)
                            .block()
                            .project()
                            .id())
                    .isEqualTo(project.id());
        }

        @Test
        void in_a_project_that_is_not_there_is_404() {
            refuses(404, conversations.create(ME, null, null, NewConversation.in("proj_none")));
            refuses(
                    404,
                    conversations.create(
                            ME, null, null, new NewConversation(null, "none", null, null, null, List.of())));
            assertThat(titles(ConversationFilter.ALL)).isEmpty();
        }

        @Test
        void refuses_too_long_titles_and_goals_and_broken_lists() {
            List<DisabledConnection> tooMany = IntStream.range(0, 201)
                    .mapToObj(i -> new DisabledConnection("e", "n" + i))
                    .toList();

            refuses(422, conversations.create(ME, "x".repeat(256), null, NewConversation.PLAIN));
            refuses(422, conversations.create(ME, null, "x".repeat(20_001), NewConversation.PLAIN));
            refuses(422, conversations.create(ME, null, null, hiding(tooMany)));
            refuses(422, conversations.create(ME, null, null, hiding(Collections.singletonList(null))));
            refuses(422, conversations.create(ME, null, null, hiding(List.of(new DisabledConnection("", "x")))));
            assertThat(conversations
                            .create(ME, "x ".repeat(128), null, NewConversation.PLAIN)
                            .block()
                            .title())
                    .hasSize(255);
        }

        private NewConversation hiding(List<DisabledConnection> connections) {
            return new NewConversation(null, null, null, null, null, connections);
        }
    }

    @Nested
    class Listing {

        @Test
        void shows_the_last_active_first() {
            Conversation a = create("a");
            create("b");

            rooms.bean(ConversationStore.class).touch(a.no()).block();

            assertThat(titles(ConversationFilter.ALL)).containsExactly("a", "b");
        }

        @Test
        void restricts_by_project_and_status() {
            Project sales = project("Sales");
            create("general one");
            conversations
                    .create(ME, "sales one", null, NewConversation.in(sales.id()))
                    .block();
            Conversation old = conversations
                    .create(ME, "sales old", null, NewConversation.in(sales.id()))
                    .block();
            conversations
                    .update(ME, old.id(), ConversationChange.status("archived"), IfMatch.any())
                    .block();

            assertThat(titles(new ConversationFilter(sales.id(), null, null)))
                    .containsExactly("sales old", "sales one");
            assertThat(titles(new ConversationFilter(null, "Sales", "active"))).containsExactly("sales one");
            assertThat(titles(new ConversationFilter(null, null, "archived"))).containsExactly("sales old");
            assertThat(titles(new ConversationFilter(Project.GENERAL_ID, "Sales", null)))
                    .containsExactly("general one");
        }

        @ParameterizedTest
        @ValueSource(strings = {"all", "", " "})
        void without_a_project_shows_every_project(String name) {
            conversations
                    .create(
                            ME,
                            "there",
                            null,
                            NewConversation.in(project("Sales").id()))
                    .block();
            create("here");

            assertThat(titles(new ConversationFilter(null, name, null))).containsExactly("here", "there");
        }

        @Test
        void of_a_project_that_is_not_there_is_empty() {
            create("here");

            assertThat(titles(new ConversationFilter("proj_none", null, null))).isEmpty();
            assertThat(titles(new ConversationFilter(null, "typo", null))).isEmpty();
        }

        @Test
        void pages_without_gap_or_overlap_and_tells_the_total() {
            Flux.range(0, 7)
                    .concatMap(i -> conversations.create(ME, "c" + i, null, NewConversation.PLAIN))
                    .blockLast();

            List<String> pages = Flux.just(0, 3, 6)
                    .concatMap(offset -> conversations.list(ME, ConversationFilter.ALL, 3, offset))
                    .doOnNext(page -> assertThat(page.total()).isEqualTo(7))
                    .flatMapIterable(page -> page.rows())
                    .map(Conversation::title)
                    .collectList()
                    .block();

            assertThat(pages).containsExactly("c6", "c5", "c4", "c3", "c2", "c1", "c0");
        }
    }

    @Nested
    class ARenamedProject {

        @Test
        void shows_in_its_conversations() {
            Project sales = project("Sales");
            Conversation made = conversations
                    .create(ME, "c", null, NewConversation.in(sales.id()))
                    .block();

            Project renamed = projects.update(ME, sales.id(), ProjectChange.rename("Marketing"), IfMatch.any())
                    .block();

            assertThat(conversations.require(ME, made.id()).block().project())
                    .extracting("name", "path")
                    .containsExactly("Marketing", renamed.path());
        }
    }

    @Nested
    class AnotherOwner {

        @Test
        void sees_nothing_of_mine() {
            Project sales = project("Sales");
            Conversation mine = conversations
                    .create(ME, "c", null, NewConversation.in(sales.id()))
                    .block();

            assertThat(conversations
                            .list(OTHER, ConversationFilter.ALL, 200, 0)
                            .block()
                            .total())
                    .isZero();
            assertThat(conversations
                            .list(OTHER, new ConversationFilter(sales.id(), null, null), 200, 0)
                            .block()
                            .rows())
                    .isEmpty();
            assertThat(conversations
                            .list(OTHER, new ConversationFilter(null, "Sales", null), 200, 0)
                            .block()
                            .rows())
                    .isEmpty();
            refuses(404, conversations.require(OTHER, mine.id()));
            refuses(404, conversations.update(OTHER, mine.id(), ConversationChange.title("x"), IfMatch.any()));
            refuses(404, conversations.delete(OTHER, mine.id(), IfMatch.any()));
            refuses(404, conversations.create(OTHER, null, null, NewConversation.in(sales.id())));
            assertThat(conversations.require(ME, mine.id()).block()).isEqualTo(mine);
        }

        @Test
        void cannot_move_theirs_into_my_project() {
            Project sales = project("Sales");
            Conversation theirs = conversations
                    .create(OTHER, "c", null, NewConversation.PLAIN)
                    .block();

            refuses(
                    404,
                    conversations.update(
                            OTHER, theirs.id(), ConversationChange.project(sales.id(), null), IfMatch.any()));
            refuses(
                    404,
                    conversations.update(OTHER, theirs.id(), ConversationChange.project(null, "Sales"), IfMatch.any()));
        }
    }
}
