package dev.cowork.server.v1.conversations;

import dev.cowork.api.v1.model.CreateConversationRequest;
import dev.cowork.api.v1.model.UpdateConversationRequest;
import dev.cowork.server.conversations.Conversation;
import dev.cowork.server.conversations.Conversation.DisabledConnection;
import dev.cowork.server.conversations.ConversationChange;
import dev.cowork.server.conversations.NewConversation;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.v1.Fields;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.openapitools.jackson.nullable.JsonNullable;

/** Conversations of the contract from conversations of the house, and wishes the other way round. */
@Mapper
abstract class ConversationMapper {

    // both spellings of the fields that clients disagree on
    @Mapping(target = "title", expression = "java(conversation.shownTitle())")
    @Mapping(target = "preview", expression = "java(conversation.shownTitle())")
    @Mapping(target = "project", source = "project.name")
    @Mapping(target = "projectId", source = "project.id")
    @Mapping(target = "projectIdCamel", source = "project.id")
    @Mapping(target = "projectPath", source = "project.path")
    @Mapping(target = "projectPathCamel", source = "project.path")
    @Mapping(target = "createdAtCamel", source = "createdAt")
    @Mapping(target = "updatedAtCamel", source = "updatedAt")
    @Mapping(target = "harness", defaultValue = "anton")
    @Mapping(target = "reasoningEffortCamel", source = "reasoningEffort")
    @Mapping(target = "disabledConnectionsCamel", source = "disabledConnections")
    // nothing makes conversations by a clock
    @Mapping(target = "scheduledId", ignore = true)
    @Mapping(target = "scheduledIdCamel", ignore = true)
    abstract dev.cowork.api.v1.model.Conversation toApi(Conversation conversation);

    abstract List<dev.cowork.api.v1.model.Conversation> toApi(List<Conversation> conversations);

    abstract List<DisabledConnection> connections(List<dev.cowork.api.v1.model.DisabledConnection> connections);

    OffsetDateTime time(long micros) {
        return Times.utc(micros);
    }

    @Nullable
    String title(CreateConversationRequest request) {
        return Fields.either(Fields.value(request.topic()), Fields.value(request.title()));
    }

    @Nullable
    String goal(CreateConversationRequest request) {
        return Fields.value(request.goal());
    }

    NewConversation toNew(CreateConversationRequest request) {
        return new NewConversation(
                either(request.projectId(), request.projectIdCamel()),
                Fields.value(request.project()),
                Fields.value(request.harness()),
                Fields.value(request.model()),
                either(request.reasoningEffort(), request.reasoningEffortCamel()),
                connections(Fields.list(
                        request.disabledConnections().isPresent()
                                ? request.disabledConnections()
                                : request.disabledConnectionsCamel())));
    }

    ConversationChange toChange(UpdateConversationRequest request) {
        List<dev.cowork.api.v1.model.DisabledConnection> connections =
                either(request.disabledConnections(), request.disabledConnectionsCamel());
        return new ConversationChange(
                either(request.topic(), request.title()),
                Fields.patch(request.goal()),
                Fields.value(request.status()),
                either(request.projectId(), request.projectIdCamel()),
                Fields.value(request.project()),
                connections == null ? null : connections(connections));
    }

    private static <T> @Nullable T either(JsonNullable<T> preferred, JsonNullable<T> other) {
        return Fields.either(Fields.value(preferred), Fields.value(other));
    }
}
