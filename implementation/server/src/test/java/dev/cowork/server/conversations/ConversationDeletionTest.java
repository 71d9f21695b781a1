package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.projects.Project;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ConversationDeletionTest extends ConversationTesting {

    @Test
    void stops_first_and_removes_all_parts() {
        Conversation made = create("x");

        conversations.delete(ME, made.id(), IfMatch.any()).block();

        assertThat(rooms.bean(RecordingPart.class).calls).containsExactly("stop x", "remove x");
        refuses(404, conversations.require(ME, made.id()));
        refuses(404, conversations.delete(ME, made.id(), IfMatch.any()));
    }

    @Test
    void removes_nothing_when_a_part_fails() {
        Conversation made = create("x");
        rooms.bean(RecordingPart.class).failing = true;

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () -> conversations.delete(ME, made.id(), IfMatch.any()).block());

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
        assertThat(rooms.bean(RecordingPart.class).calls).hasSize(900).doesNotContain("stop stays", "remove stays");
    }

    @Test
    void a_project_that_fails_half_way_stays_whole() {
        Project sales = project("Sales");
        Conversation made = conversations
                .create(ME, "c", null, NewConversation.in(sales.id()))
                .block();
        rooms.bean(RecordingPart.class).failing = true;

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> projects.delete(ME, sales.id(), IfMatch.any()).block());

        assertThat(conversations.require(ME, made.id()).block()).isEqualTo(made);
        assertThat(projects.get(ME, sales.id()).block().folder()).isDirectory();
    }
}
