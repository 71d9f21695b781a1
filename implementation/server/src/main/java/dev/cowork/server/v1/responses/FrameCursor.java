package dev.cowork.server.v1.responses;

import org.jspecify.annotations.Nullable;

/** Where a reader of a response stands: the number of the last frame it has. */
final class FrameCursor {

    private FrameCursor() {}

    /** The SSE id of a frame. */
    static String id(String responseId, long frame) {
        return responseId + ":" + frame;
    }

    /** The response that an SSE id names, or null when it is malformed. */
    static @Nullable String responseOf(@Nullable String lastEventId) {
        if (lastEventId == null || frameOf(lastEventId) < 0) {
            return null;
        }
        int colon = lastEventId.lastIndexOf(':');
        return colon <= 0 ? null : lastEventId.substring(0, colon);
    }

    /**
     * The frame above which to read.
     *
     * @param responseId the response that is read
     * @param lastEventId what the reader saw last, or null; one of another response or a malformed one means from the beginning
     * @param numbers plain numbers from the query, of which the greatest counts where there is no id
     * @return a frame number, 0 for all
     */
    static long above(String responseId, @Nullable String lastEventId, @Nullable Long... numbers) {
        if (lastEventId != null) {
            return responseId.equals(responseOf(lastEventId)) ? frameOf(lastEventId) : 0;
        }
        long above = 0;
        for (Long number : numbers) {
            above = Math.max(above, number == null ? 0 : number);
        }
        return above;
    }

    private static long frameOf(String lastEventId) {
        String text = lastEventId.substring(lastEventId.lastIndexOf(':') + 1);
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(text);
    }
}
