package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.platform.resources.Patch;
import dev.cowork.server.projects.Project;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationChangeTest extends ConversationTesting {

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
