package dev.cowork.server.turns;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import dev.cowork.server.conversations.ItemStore;
import dev.cowork.server.platform.problems.Problem;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** From which turn a new one goes on: the one that its request names, else the last of its conversation. */
@Component
class Continuation {

    private static final String PREVIOUS = "/previous_response_id";

    private final TurnRepository turns;
    private final ItemStore items;

    Continuation(TurnRepository turns, ItemStore items) {
        this.turns = turns;
        this.items = items;
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

    /**
     * Refuses outputs of calls that nobody made: neither the turns that led to this one nor the request itself. Joins the caller's
     * transaction.
     *
     * @param turn the turn, stored already
     */
    Mono<Void> checkOutputs(Turn turn, StartTurn request) {
        Map<String, Integer> unmatched = unmatched(request.input());
        return unmatched.isEmpty()
                ? Mono.empty()
                : items.before(
                                turn.owner(),
                                turn.conversationNo(),
                                turn.no(),
                                turn.ordinal(),
                                TurnContexts.HISTORY_ITEMS)
                        .doOnNext(history -> {
                            unmatched.keySet().removeAll(calls(history));
                            unmatched.values().stream().findFirst().ifPresent(Continuation::refuse);
                        })
                        .then();
    }

    /** The outputs without a call before them in the input, by the ids of their calls. */
    private static Map<String, Integer> unmatched(List<TurnInput> input) {
        Map<String, Integer> unmatched = new LinkedHashMap<>();
        Set<String> calls = new HashSet<>();
        for (int i = 0; i < input.size(); i++) {
            TurnInput item = input.get(i);
            if (item.type() == Item.Type.FUNCTION_CALL) {
                calls.add(item.callId());
            } else if (item.type() == Item.Type.FUNCTION_CALL_OUTPUT && !calls.contains(item.callId())) {
                unmatched.putIfAbsent(item.callId(), i);
            }
        }
        return unmatched;
    }

    private static Set<String> calls(List<Item> history) {
        return history.stream()
                .filter(item -> item.type() == Item.Type.FUNCTION_CALL)
                .map(CallContent::callId)
                .collect(Collectors.toSet());
    }

    private static void refuse(int place) {
        throw Problem.of(422, "call_not_found", "There is no call of this id that the output could belong to")
                .at("/input/" + place + "/call_id");
    }

    private Mono<Turn> named(StartTurn request) {
        return turns.byId(request.owner(), String.valueOf(request.previousTurnId()))
                .switchIfEmpty(Mono.error(
                        () -> Problem.of(404, "previous_response_not_found", "There is no previous response of this id")
                                .at(PREVIOUS)));
    }
}
