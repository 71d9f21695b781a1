package dev.cowork.server.v1.conversations;

import dev.cowork.api.v1.ConversationsApi;
import dev.cowork.api.v1.model.ConversationList;
import dev.cowork.api.v1.model.CreateConversationRequest;
import dev.cowork.api.v1.model.Deleted;
import dev.cowork.api.v1.model.DeletedTurns;
import dev.cowork.api.v1.model.UpdateConversationRequest;
import dev.cowork.server.conversations.Conversation;
import dev.cowork.server.conversations.ConversationFilter;
import dev.cowork.server.conversations.ConversationService;
import dev.cowork.server.platform.guard.Owner;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.turns.TurnHistory;
import dev.cowork.server.v1.Pages;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class ConversationController implements ConversationsApi {

    private final ConversationService conversations;
    private final ConversationMapper mapper;
    private final TurnHistory history;
    private final ItemMapper items;

    ConversationController(
            ConversationService conversations, ConversationMapper mapper, TurnHistory history, ItemMapper items) {
        this.conversations = conversations;
        this.mapper = mapper;
        this.history = history;
        this.items = items;
    }

    @Override
    public Mono<ResponseEntity<ConversationList>> listConversations(
            @Nullable String project,
            @Nullable String projectId,
            @Nullable String status,
            Integer limit,
            Integer offset,
            ServerWebExchange exchange) {
        ConversationFilter filter = new ConversationFilter(projectId, project, status);
        return conversations
                .list(Owner.of(exchange), filter, limit, offset)
                .map(page -> ResponseEntity.ok()
                        .headers(Pages.headers(page, limit, offset, exchange))
                        .body(new ConversationList(mapper.toApi(page.rows()))));
    }

    @Override
    public Mono<ResponseEntity<dev.cowork.api.v1.model.Conversation>> getConversation(
            String conversationId, ServerWebExchange exchange) {
        return conversations
                .require(Owner.of(exchange), conversationId)
                .map(conversation -> answer(ResponseEntity.ok(), conversation));
    }

    @Override
    public Mono<ResponseEntity<dev.cowork.api.v1.model.Conversation>> createConversation(
            Mono<CreateConversationRequest> body, ServerWebExchange exchange) {
        return body.flatMap(request -> conversations.create(
                        Owner.of(exchange), mapper.title(request), mapper.goal(request), mapper.toNew(request)))
                .map(conversation -> answer(
                        ResponseEntity.created(URI.create("/api/v1/conversations/" + conversation.id())),
                        conversation));
    }

    @Override
    public Mono<ResponseEntity<dev.cowork.api.v1.model.Conversation>> updateConversation(
            String conversationId,
            Mono<UpdateConversationRequest> body,
            @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return body.map(mapper::toChange)
                .flatMap(
                        change -> conversations.update(Owner.of(exchange), conversationId, change, IfMatch.of(ifMatch)))
                .map(conversation -> answer(ResponseEntity.ok(), conversation));
    }

    @Override
    public Mono<ResponseEntity<Deleted>> deleteConversation(
            String conversationId, @Nullable String ifMatch, ServerWebExchange exchange) {
        return conversations
                .delete(Owner.of(exchange), conversationId, IfMatch.of(ifMatch))
                .thenReturn(ResponseEntity.ok(new Deleted(true)));
    }

    @Override
    public Mono<ResponseEntity<?>> listItems(
            String conversationId, @Nullable Integer limit, @Nullable String before, ServerWebExchange exchange) {
        boolean paged = limit != null || before != null;
        Integer most = before != null && limit == null ? Integer.valueOf(ItemPages.USUAL) : limit;
        return history.page(Owner.of(exchange), conversationId, most, before)
                .map(page -> ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .headers(ItemPages.headers(page, most, exchange))
                        .body(
                                paged && ItemPages.asksForEnvelope(exchange)
                                        ? items.toPage(page)
                                        : items.toApi(page.rows())));
    }

    @Override
    public Mono<ResponseEntity<DeletedTurns>> deleteTurn(
            String conversationId, String turn, ServerWebExchange exchange) {
        return history.deleteFrom(Owner.of(exchange), conversationId, turn)
                .map(removed -> ResponseEntity.ok(new DeletedTurns(true, removed)));
    }

    private ResponseEntity<dev.cowork.api.v1.model.Conversation> answer(BodyBuilder answer, Conversation conversation) {
        return answer.eTag(IfMatch.tag(conversation.version())).body(mapper.toApi(conversation));
    }
}
