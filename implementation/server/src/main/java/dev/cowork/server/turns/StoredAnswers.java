package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The answers of one turn on their way into its log: each question takes one. */
final class StoredAnswers {

    private final Map<String, Sinks.Empty<Void>> byQuestion = new HashMap<>();

    /** Whether nobody has answered this question before. */
    synchronized boolean claim(String questionId) {
        return byQuestion.putIfAbsent(questionId, Sinks.empty()) == null;
    }

    /** Completes when the answer to a claimed question is durable. */
    synchronized Mono<Void> stored(String questionId) {
        return byQuestion.computeIfAbsent(questionId, id -> Sinks.empty()).asMono();
    }

    synchronized void written(List<TurnEvent> batch) {
        for (TurnEvent event : batch) {
            Sinks.Empty<Void> stored =
                    event instanceof TurnEvent.Answered answer ? byQuestion.get(answer.questionId()) : null;
            if (stored != null) {
                stored.tryEmitEmpty();
            }
        }
    }

    synchronized void failed(Throwable error) {
        byQuestion.values().forEach(stored -> stored.tryEmitError(error));
    }
}
