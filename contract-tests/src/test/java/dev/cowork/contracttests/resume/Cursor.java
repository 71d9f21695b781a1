package dev.cowork.contracttests.resume;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.stream.Frame;

/** The ways to say where one stopped. */
enum Cursor {
    LAST_EVENT_ID {
        @Override
        Http.Request behind(Frame frame, Http.Request turn) {
            return tail(frame, "").with("Last-Event-ID", frame.id());
        }
    },
    FROM_SEQ {
        @Override
        Http.Request behind(Frame frame, Http.Request turn) {
            return tail(frame, "&from_seq=" + frame.number());
        }
    },
    STARTING_AFTER {
        @Override
        Http.Request behind(Frame frame, Http.Request turn) {
            return tail(frame, "&starting_after=" + frame.number());
        }
    },
    REPEATED_POST {
        @Override
        Http.Request behind(Frame frame, Http.Request turn) {
            return turn.with("Last-Event-ID", frame.id());
        }
    };

    /**
     * The request that goes on behind a frame.
     *
     * @param turn the request that has started the turn, with its idempotency key
     */
    abstract Http.Request behind(Frame frame, Http.Request turn);

    private static Http.Request tail(Frame frame, String more) {
        return Http.Request.of("GET", Api.path("/responses/tail?response_id=" + frame.responseId() + more));
    }
}
