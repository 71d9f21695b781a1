package dev.cowork.server.turns;

import dev.cowork.server.platform.problems.Problem;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** From which turn a new one goes on: the one that its request names, else the last of its conversation. */
@Component
class Continuation {

    private static final String PREVIOUS = "/previous_response_id";

    private final TurnRepository turns;

    Continuation(TurnRepository turns) {
        this.turns = turns;
    }

    /** The request in the conversation of the turn that it names; 404 when that is not there, 422 when it also names another conversation. */
    Mono<StartTurn> place(StartTurn request) {
        return named(request).map(previous -> {
            String conversation = request.conversationId();
            if (conversation != null && !conversation.equals(previous.conversationId())) {
                throw Problem.invalid(PREVIOUS, "The previous response belongs to another conversation");
            }
            return request.in(previous.conversationId());
        });
    }

    /** The key of the turn to go on from; joins the caller's transaction. 404 when it has gone meanwhile. */
    Mono<Optional<Long>> previous(StartTurn request, TurnRepository.Lane lane) {
        return request.previousTurnId() == null
                ? Mono.just(Optional.ofNullable(lane.lastNo()))
                : named(request).map(previous -> Optional.of(previous.no()));
    }

    private Mono<Turn> named(StartTurn request) {
        return turns.byId(request.owner(), String.valueOf(request.previousTurnId()))
                .switchIfEmpty(Mono.error(
                        () -> Problem.of(404, "previous_response_not_found", "There is no previous response of this id")
                                .at(PREVIOUS)));
    }
}
