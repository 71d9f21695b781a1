package dev.cowork.server.v1.responses;

import dev.cowork.api.v1.model.CreateResponseRequest;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.conversations.Conversation.DisabledConnection;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.turns.StartTurn;
import dev.cowork.server.turns.Turn;
import dev.cowork.server.turns.TurnDetails;
import dev.cowork.server.turns.TurnInput;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openapitools.jackson.nullable.JsonNullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads a request for an answer: judges the ids a client made up, and chooses between the spellings. */
@Component
class StartRequests {

    /** Without a key nobody compares requests. */
    private static final String NOT_ASKED = "";

    private final JsonMapper json;

    StartRequests(JsonMapper json) {
        this.json = json;
    }

    StartTurn read(String owner, CreateResponseRequest request, @Nullable String idempotencyKey) {
        refuseMissing(request.attachmentIds(), "/attachment_ids", "uploaded files");
        refuseMissing(request.skillIds(), "/skill_ids", "skills");
        RequestInput.Message message = RequestInput.read(request.input());
        return new StartTurn(
                owner,
                conversation(request),
                null,
                text(request.projectId()),
                text(request.project()),
                List.of(TurnInput.message(TurnInput.USER, message.content(), message.text())),
                text(request.harness()),
                text(request.model()),
                text(request.reasoningEffort()),
                hidden(request),
                details(request),
                true,
                idempotencyKey,
                idempotencyKey == null ? NOT_ASKED : hash(request));
    }

    /** Who waits for one whole answer sees no question in it. */
    private static TurnDetails details(CreateResponseRequest request) {
        boolean streams = !Boolean.FALSE.equals(request.stream().orElse(true));
        boolean interactive = Boolean.TRUE.equals(request.interactive().orElse(streams));
        return interactive
                ? TurnDetails.NONE
                : new TurnDetails(new TurnOptions(null, null, null, List.of(), false), Map.of(), null);
    }

    /** Whether a request says again what has started a turn. One without a conversation has opened one with it. */
    boolean isRepeated(CreateResponseRequest request, Turn turn) {
        String conversation = conversation(request);
        boolean there = conversation == null ? turn.ordinal() == 0 : conversation.equals(turn.conversationId());
        return there && RequestInput.read(request.input()).text().equals(turn.inputText());
    }

    /** Files and skills do not exist yet; a message that counts on them is not answered without them. */
    private static void refuseMissing(JsonNullable<List<String>> ids, String pointer, String what) {
        List<String> sent = ids.orElse(null);
        if (sent != null && !sent.isEmpty()) {
            throw Problem.invalid(
                    pointer, "There are no " + what + " on this server yet; leave " + pointer.substring(1) + " out");
        }
    }

    private static @Nullable String conversation(CreateResponseRequest request) {
        String id = text(request.conversationId());
        String pointer = "/conversation_id";
        if (id == null) {
            id = text(request.conversation());
            pointer = "/conversation";
        }
        if (id == null || Ids.isTemporary(id)) {
            return null;
        }
        String field = pointer;
        return Ids.clientMade(id)
                .orElseThrow(() -> Problem.invalid(
                        field, "A conversation id is made of letters, digits, '.', '_' and '-', at most 128"));
    }

    /** Null for absent, null and empty alike. */
    private static @Nullable String text(JsonNullable<String> field) {
        String value = field.orElse(null);
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable List<DisabledConnection> hidden(CreateResponseRequest request) {
        List<dev.cowork.api.v1.model.DisabledConnection> sent =
                request.disabledConnections().orElse(null);
        return sent == null
                ? null
                : sent.stream()
                        .map(one -> new DisabledConnection(one.engine(), one.name()))
                        .toList();
    }

    /** The same for the same request, whatever the order of its fields. */
    private String hash(CreateResponseRequest request) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(json.writeValueAsBytes(request)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
