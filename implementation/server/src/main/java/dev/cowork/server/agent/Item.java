package dev.cowork.server.agent;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One entry of a conversation's history: what people and models said and did. The model's view and every contract are made from items.
 *
 * @param id the public id, {@code item_…}
 * @param turnId the turn it belongs to, {@code resp_…}
 * @param position its place inside the turn, from 0
 * @param type what it is
 * @param role {@code user}, {@code assistant} or {@code system}
 * @param status {@code completed} or {@code incomplete} (cut off by an ending)
 * @param model the model that made it, if one did
 * @param content the structured content: for a message what the client sent, for a call name, arguments and call id
 * @param text the readable text, as searched and as sent to a model
 * @param opaque a provider's own block (signatures, encrypted reasoning), replayed only to the same family
 * @param createdAt microseconds since 1970 UTC
 */
public record Item(
        String id,
        String turnId,
        int position,
        Type type,
        String role,
        String status,
        @Nullable String model,
        @Nullable JsonNode content,
        String text,
        @Nullable String opaque,
        long createdAt) {

    /**
     * @param other another readable text
     * @return the same item with that text
     */
    public Item withText(String other) {
        return new Item(id, turnId, position, type, role, status, model, content, other, opaque, createdAt);
    }

    /**
     * @param other another structured content
     * @return the same item with that content
     */
    public Item withContent(JsonNode other) {
        return new Item(id, turnId, position, type, role, status, model, other, text, opaque, createdAt);
    }

    /** The kinds of items. The wire and the database use {@link #wire()}. */
    public enum Type {
        MESSAGE,
        REASONING,
        FUNCTION_CALL,
        FUNCTION_CALL_OUTPUT,
        IMAGE,
        FILE,
        COMPACTION,
        NOTICE;

        /** The name in the database and on the wire, lower case. */
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /**
         * @param wire a name as {@link #wire()} gives it
         * @return the type
         * @throws IllegalArgumentException if there is no such type
         */
        public static Type of(String wire) {
            return valueOf(wire.toUpperCase(java.util.Locale.ROOT));
        }
    }
}
