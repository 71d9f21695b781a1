package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.projects.NewProject;
import dev.cowork.server.projects.Project;
import dev.cowork.server.testing.Rooms;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ConversationStoreTest {

    private static final String ME = "local";
    private static final String CLIENT_MADE = "20261124_101112_abcdef";

    private Rooms rooms;
    private ConversationStore store;

    @BeforeEach
    void open() {
        rooms = Rooms.open();
        store = rooms.bean(ConversationStore.class);
    }

    @AfterEach
    void close() {
        rooms.close();
    }

    @Test
    void no_id_opens_a_new_conversation_in_general_named_after_the_message() {
        Conversation opened = openForTurn(ME, null, "Hello\nthere");

        assertThat(opened.id()).startsWith("conv_");
        assertThat(opened.title()).isEqualTo("Hello");
        assertThat(opened.turns()).isEqualTo(1);
        assertThat(opened.project().id()).isEqualTo(Project.GENERAL_ID);
    }

    @Test
    void an_unknown_id_is_adopted_and_then_known() {
        assertThat(openForTurn(ME, CLIENT_MADE, "one").id()).isEqualTo(CLIENT_MADE);

        Conversation again = openForTurn(ME, CLIENT_MADE, "two");

        assertThat(again.title()).isEqualTo("one");
        assertThat(again.turns()).isEqualTo(2);
        assertThat(again.version()).isEqualTo(2);
    }

    @Test
    void an_empty_conversation_gets_its_title_from_the_first_message() {
        Conversation made = rooms.conversations()
                .create(ME, null, null, NewConversation.PLAIN)
                .block();

        assertThat(openForTurn(ME, made.id(), "Hello").title()).isEqualTo("Hello");
    }

    @Test
    void a_title_that_somebody_set_stays() {
        Conversation made = rooms.conversations()
                .create(ME, "Mine", null, NewConversation.PLAIN)
                .block();

        assertThat(openForTurn(ME, made.id(), "Hello").title()).isEqualTo("Mine");
    }

    @Test
    void a_turn_is_activity() {
        Conversation made = rooms.conversations()
                .create(ME, "a", null, NewConversation.PLAIN)
                .block();

        assertThat(openForTurn(ME, made.id(), "x").updatedAt()).isGreaterThan(made.updatedAt());
    }

    @Test
    void an_existing_conversation_stays_in_its_project_even_when_the_request_names_one_that_is_gone() {
        Conversation made = openForTurn(ME, null, "x");
        NewConversation stale = new NewConversation(null, "renamed meanwhile", null, null, null, List.of());

        Conversation again = openForTurn(ME, made.id(), stale, "y");

        assertThat(again.project()).isEqualTo(made.project());
    }

    @Test
    void a_new_conversation_in_a_project_that_is_not_there_is_404_and_leaves_nothing() {
        NewConversation wanted = NewConversation.in("proj_none");

        refuses(404, openLater(ME, CLIENT_MADE, wanted, "x"));
        assertThat(rooms.conversations()
                        .list(ME, ConversationFilter.ALL, 50, 0)
                        .block()
                        .total())
                .isZero();
    }

    @Test
    void a_new_conversation_keeps_the_defaults_of_the_request() {
        Project sales = rooms.projects().create(ME, NewProject.named("Sales")).block();
        NewConversation wanted = new NewConversation(sales.id(), null, "anton", "m", "low", List.of());

        Conversation opened = openForTurn(ME, CLIENT_MADE, wanted, "x");

        assertThat(opened).extracting("harness", "model", "reasoningEffort").containsExactly("anton", "m", "low");
        assertThat(opened.project().name()).isEqualTo("Sales");
    }

    @Test
    void an_id_of_another_owner_opens_one_of_ones_own_and_leaves_theirs_untouched() {
        Conversation theirs = openForTurn("other", CLIENT_MADE, "secret");

        Conversation mine = openForTurn(ME, CLIENT_MADE, "x");

        assertThat(mine.no()).isNotEqualTo(theirs.no());
        assertThat(mine.title()).doesNotContain("secret");
        assertThat(rooms.conversations().require("other", CLIENT_MADE).block()).isEqualTo(theirs);
    }

    @Test
    void many_at_once_with_one_unknown_id_make_one_conversation_and_count_all_turns() {
        Flux.range(0, 20)
                .flatMap(i -> openLater(ME, CLIENT_MADE, NewConversation.PLAIN, "m" + i), 20)
                .blockLast();

        assertThat(rooms.conversations().require(ME, CLIENT_MADE).block().turns())
                .isEqualTo(20);
    }

    @Test
    void turns_are_counted_down_but_never_below_none() {
        Conversation opened = openForTurn(ME, null, "x");

        store.turnsRemoved(opened.no(), 5).block();

        assertThat(rooms.conversations().require(ME, opened.id()).block().turns())
                .isZero();
    }

    @Test
    void nothing_is_left_when_the_transaction_around_it_fails() {
        Mono<Object> failing = rooms.database()
                .tx()
                .in(() -> store.openForTurn(ME, CLIENT_MADE, NewConversation.PLAIN, "x", true)
                        .then(Mono.error(new IllegalStateException("later step"))));

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(failing::block);
        refuses(404, rooms.conversations().require(ME, CLIENT_MADE));
    }

    @Test
    void a_conversation_can_be_deleted_and_its_id_adopted_anew() {
        openForTurn(ME, CLIENT_MADE, "x");
        rooms.conversations().delete(ME, CLIENT_MADE, IfMatch.any()).block();

        assertThat(openForTurn(ME, CLIENT_MADE, "y").title()).isEqualTo("y");
    }

    private Conversation openForTurn(String owner, @Nullable String id, String text) {
        return openForTurn(owner, id, NewConversation.PLAIN, text);
    }

    private Conversation openForTurn(String owner, @Nullable String id, NewConversation defaults, String text) {
        return openLater(owner, id, defaults, text).block();
    }

    private Mono<Conversation> openLater(String owner, @Nullable String id, NewConversation defaults, String text) {
        return rooms.database().tx().in(() -> store.openForTurn(owner, id, defaults, text, true));
    }

    private static void refuses(int status, Mono<?> call) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(call::block)
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(status));
    }
}
