package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.Detached;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What turns wait for, and the answers of persons. */
@Service
public class TurnQuestions {

    private final TurnRepository turns;
    private final QuestionRepository questions;
    private final TurnEngine engine;

    TurnQuestions(TurnRepository turns, QuestionRepository questions, TurnEngine engine) {
        this.turns = turns;
        this.questions = questions;
        this.engine = engine;
    }

    /**
     * @param turn a turn
     * @return what it waits for, oldest first; empty unless it waits
     */
    public Mono<List<TurnEvent.Asked>> open(Turn turn) {
        return turn.state() == TurnState.WAITING
                ? questions
                        .ofTurn(turn)
                        .filter(question -> question.answer() == null)
                        .map(StoredQuestion::asked)
                        .collectList()
                : Mono.just(List.of());
    }

    /**
     * Answers a question; the turn goes on by itself. The same answer again changes nothing and gives the same result.
     *
     * @param given the answer
     * @return what is stored, once it is durable; 404 when there is no such question, 400 when it is no answer to it, 409 when it has
     *     another answer or its turn has ended
     */
    public Mono<AnsweredQuestion> answer(AnswerQuestion given) {
        return Detached.from(find(given).flatMap(question -> answer(question, given)));
    }

    private Mono<StoredQuestion> find(AnswerQuestion given) {
        String question = given.questionId();
        Mono<StoredQuestion> found = question == null
                ? turn(given).flatMap(questions::current)
                : questions.byId(given.owner(), question).filterWhen(known -> belongs(known, given));
        return found.switchIfEmpty(Mono.error(() -> Problem.notFound("Question")));
    }

    private Mono<Turn> turn(AnswerQuestion given) {
        if (given.turnId() != null) {
            return turns.byId(given.owner(), given.turnId());
        }
        String conversation = given.conversationId();
        return conversation == null || Ids.isTemporary(conversation)
                ? Mono.empty()
                : turns.current(given.owner(), conversation);
    }

    /** A client that names more than the question must name the right things. */
    private Mono<Boolean> belongs(StoredQuestion question, AnswerQuestion given) {
        return turns.byId(given.owner(), question.turnId())
                .map(turn -> is(turn.id(), given.turnId()) && is(turn.conversationId(), given.conversationId()));
    }

    private static boolean is(String id, @Nullable String named) {
        return named == null || named.equals(id);
    }

    private Mono<AnsweredQuestion> answer(StoredQuestion question, AnswerQuestion given) {
        TurnEvent.Answered answer = AnswerReading.of(question.asked(), given);
        return turns.byId(given.owner(), question.turnId())
                .switchIfEmpty(Mono.error(() -> Problem.notFound("Question")))
                .flatMap(turn -> question.answer() == null
                        ? store(turn, answer)
                        : Mono.just(known(turn, question.answer(), answer)));
    }

    private Mono<AnsweredQuestion> store(Turn turn, TurnEvent.Answered answer) {
        TurnRun run = engine.find(turn.id());
        Mono<Boolean> stored = run == null ? Mono.just(false) : run.answer(answer);
        return stored.flatMap(first -> first
                ? Mono.just(new AnsweredQuestion(turn, answer))
                : questions
                        .byId(turn.owner(), answer.questionId())
                        .mapNotNull(StoredQuestion::answer)
                        .map(other -> known(turn, other, answer))
                        .switchIfEmpty(Mono.error(TurnQuestions::closed)));
    }

    private static AnsweredQuestion known(Turn turn, TurnEvent.Answered stored, TurnEvent.Answered answer) {
        if (stored.equals(answer)) {
            return new AnsweredQuestion(turn, stored);
        }
        throw Unanswered.is(stored)
                ? closed()
                : Problem.of(409, "already_answered", "This question has been answered before.");
    }

    private static Problem closed() {
        return Problem.of(409, "question_closed", "The turn that asked this has ended.");
    }
}
