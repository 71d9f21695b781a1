package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.platform.resources.Patch;
import dev.cowork.server.projects.NewProject;
import dev.cowork.server.projects.Project;
import dev.cowork.server.projects.ProjectService;
import dev.cowork.server.testing.Rooms;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ConversationServiceTest {

    private static final String ME = "local";
    private static final String OTHER = "other";

    private Rooms rooms;
    private ConversationService conversations;
    private ProjectService projects;

    @BeforeEach
    void open() {
        rooms = Rooms.open(Recorder.class);
        conversations = rooms.conversations();
        projects = rooms.projects();
    }

    @AfterEach
    void close() {
        rooms.close();
    }

    /** What another module would keep. */
    static final class Recorder implements ConversationPart {

        final List<String> calls = new CopyOnWriteArrayList<>();
        volatile boolean failing;

        @Override
        public Mono<Void> stop(Conversation conversation) {
            return Mono.fromRunnable(() -> calls.add("stop " + conversation.title()));
        }

        @Override
        public Mono<Void> remove(Conversation conversation) {
            return Mono.fromRunnable(() -> {
                calls.add("remove " + conversation.title());
                if (failing) {
                    throw new IllegalStateException("disk full");
                }
            });
        }
    }

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
            assertThat(all()).isEmpty();
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
    class Changing {

        @Test
        void a_title_is_no_activity() {
            Conversation made = create("old");
            create("later");

            Conversation changed = conversations
                    .update(ME, made.id(), ConversationChange.title(" new \n name "), IfMatch.any())
                    .block();

            assertThat(changed.title()).isEqualTo("new name");
            assertThat(changed.updatedAt()).isEqualTo(made.updatedAt());
            assertThat(changed.version()).isEqualTo(2);
            assertThat(titles(ConversationFilter.ALL)).containsExactly("later", "new name");
        }

        @Test
        void a_goal_sets_it_and_null_clears_it() {
            Conversation made = create("x");

            assertThat(goal(made, "g").goal()).isEqualTo("g");
            assertThat(goal(made, null).goal()).isNull();
        }

        @Test
        void a_project_moves_the_conversation_by_name_or_id() {
            Project sales = project("Sales");
            Conversation made = create("x");

            assertThat(move(made, null, "Sales").project().id()).isEqualTo(sales.id());
            assertThat(move(made, Project.GENERAL_ID, "Sales").project().name()).isEqualTo("general");
            refuses(404, conversations.update(ME, made.id(), ConversationChange.project("none", null), IfMatch.any()));
        }

        @Test
        void disabled_connections_replaces_all_of_them() {
            Conversation made = create("x");
            DisabledConnection one = new DisabledConnection("gmail", "work");

            assertThat(hide(made, List.of(one)).disabledConnections()).containsExactly(one);
            assertThat(hide(made, List.of()).disabledConnections()).isEmpty();
        }

        @Test
        void refuses_what_no_conversation_can_be() {
            Conversation made = create("x");

            refuses(422, conversations.update(ME, made.id(), ConversationChange.title("x".repeat(256)), IfMatch.any()));
            refuses(422, conversations.update(ME, made.id(), ConversationChange.title(" \n "), IfMatch.any()));
            refuses(422, conversations.update(ME, made.id(), ConversationChange.status("gone"), IfMatch.any()));
            refuses(404, conversations.update(ME, "conv_none", ConversationChange.title("y"), IfMatch.any()));
            assertThat(conversations.require(ME, made.id()).block()).isEqualTo(made);
        }

        @Test
        void to_what_it_is_makes_no_version() {
            Conversation made = create("x");

            assertThat(conversations
                            .update(ME, made.id(), ConversationChange.status("active"), IfMatch.any())
                            .block())
                    .isEqualTo(made);
        }

        @Test
        void holds_a_condition_to_the_version() {
            Conversation made = create("x");
            conversations
                    .update(ME, made.id(), ConversationChange.title("y"), IfMatch.of("\"1\""))
                    .block();

            refuses(412, conversations.update(ME, made.id(), ConversationChange.title("z"), IfMatch.of("\"1\"")));
            refuses(412, conversations.delete(ME, made.id(), IfMatch.of("\"1\"")));
            assertThat(conversations.require(ME, made.id()).block().title()).isEqualTo("y");
        }

        private Conversation goal(Conversation made, String goal) {
            ConversationChange change = new ConversationChange(null, new Patch.To<>(goal), null, null, null, null);
            return conversations.update(ME, made.id(), change, IfMatch.any()).block();
        }

        private Conversation move(Conversation made, String id, String name) {
            return conversations
                    .update(ME, made.id(), ConversationChange.project(id, name), IfMatch.any())
                    .block();
        }

        private Conversation hide(Conversation made, List<DisabledConnection> connections) {
            ConversationChange change = new ConversationChange(null, new Patch.Keep<>(), null, null, null, connections);
            return conversations.update(ME, made.id(), change, IfMatch.any()).block();
        }
    }

    @Nested
    class Deleting {

        @Test
        void stops_first_and_removes_all_parts() {
            Conversation made = create("x");

            conversations.delete(ME, made.id(), IfMatch.any()).block();

            assertThat(rooms.bean(Recorder.class).calls).containsExactly("stop x", "remove x");
            refuses(404, conversations.require(ME, made.id()));
            refuses(404, conversations.delete(ME, made.id(), IfMatch.any()));
        }

        @Test
        void removes_nothing_when_a_part_fails() {
            Conversation made = create("x");
            rooms.bean(Recorder.class).failing = true;

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() ->
                            conversations.delete(ME, made.id(), IfMatch.any()).block());

            assertThat(conversations.require(ME, made.id()).block()).isEqualTo(made);
        }

        @Test
        void a_project_takes_all_its_conversations_along() {
            Project sales = project("Sales");
            create("stays");
            Flux.range(0, 450)
                    .concatMap(i -> conversations.create(ME, "c" + i, null, NewConversation.in(sales.id())))
                    .blockLast();

            projects.delete(ME, sales.id(), IfMatch.any()).block();

            assertThat(titles(ConversationFilter.ALL)).containsExactly("stays");
            assertThat(rooms.bean(Recorder.class).calls).hasSize(900).doesNotContain("stop stays", "remove stays");
        }

        @Test
        void a_project_that_fails_half_way_stays_whole() {
            Project sales = project("Sales");
            Conversation made = conversations
                    .create(ME, "c", null, NewConversation.in(sales.id()))
                    .block();
            rooms.bean(Recorder.class).failing = true;

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(
                            () -> projects.delete(ME, sales.id(), IfMatch.any()).block());

            assertThat(conversations.require(ME, made.id()).block()).isEqualTo(made);
            assertThat(projects.get(ME, sales.id()).block().folder()).isDirectory();
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

            Project renamed = projects.update(
                            ME, sales.id(), dev.cowork.server.projects.ProjectChange.rename("Marketing"), IfMatch.any())
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

    private Conversation create(String title) {
        return conversations.create(ME, title, null, NewConversation.PLAIN).block();
    }

    private Project project(String name) {
        return projects.create(ME, NewProject.named(name)).block();
    }

    private List<Conversation> all() {
        return conversations.list(ME, ConversationFilter.ALL, 200, 0).block().rows();
    }

    private List<String> titles(ConversationFilter filter) {
        return conversations.list(ME, filter, 200, 0).block().rows().stream()
                .map(Conversation::title)
                .toList();
    }

    private static void refuses(int status, Mono<?> call) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(call::block)
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(status));
    }
}
