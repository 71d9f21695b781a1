package dev.cowork.server.ask;

import tools.jackson.databind.JsonNode;

/**
 * One frame of a turn.
 *
 * @param id the SSE id, a cursor of the stream; empty for a frame without one
 * @param data what it carries
 */
record Frame(String id, JsonNode data) {

    String type() {
        return text("type");
    }

    /** The text of a field, empty when there is none. */
    String text(String field) {
        return data.path(field).asString("");
    }

    boolean ends() {
        return switch (type()) {
            case "response.completed", "response.failed", "response.cancelled", "response.incomplete" -> true;
            default -> false;
        };
    }
}
