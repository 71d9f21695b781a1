package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.model.ErrorEvent;
import dev.cowork.api.openai.model.ResponseEvent;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.sse.FrameNumber;
import dev.cowork.server.turns.Turn;
import dev.cowork.server.turns.TurnDetails;
import dev.cowork.server.turns.Turns;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A turn's log as an official stream, from any frame to the last one. */
@Component
class StrictStream {

    /** How often a comment tells the connection's two ends that the other is there; SDKs skip comments. */
    private static final Duration COMMENTS = Duration.ofSeconds(10);

    private static final ServerSentEvent<ResponseEvent> END =
            ServerSentEvent.<ResponseEvent>builder().build();

    private final Turns turns;
    private final StrictRenderer renderer;

    StrictStream(Turns turns, StrictRenderer renderer) {
        this.turns = turns;
        this.renderer = renderer;
    }

    /**
     * Streams a turn.
     *
     * @param turn the turn
     * @param details what its request said
     * @param above only frames numbered above this
     * @return a comment at once, so that the headers leave; then the frames as they are asked for, and a comment now and then
     */
    Flux<ServerSentEvent<ResponseEvent>> of(Turn turn, TurnDetails details, long above) {
        AtomicLong last = new AtomicLong(above);
        Flux<ServerSentEvent<ResponseEvent>> frames = turns.follow(turn, FrameNumber.eventBefore(above))
                .concatMap(entry -> frames(turn, details, entry), 1)
                .concatMapIterable(rendered -> rendered, 1)
                .filter(frame -> frame.number() > above)
                .doOnNext(frame -> last.set(frame.number()))
                .map(StrictStream::event)
                .onErrorResume(Problem.class, problem -> unlogged(problem, last.get() + 1));
        Flux<ServerSentEvent<ResponseEvent>> comments =
                Flux.interval(COMMENTS).onBackpressureDrop().map(tick -> comment("alive"));
        return Flux.merge(frames.concatWithValues(END), comments)
                .takeWhile(event -> event != END)
                .startWith(comment("connected"));
    }

    /** The last frame shows everything that came, so it is read again. */
    private Mono<List<StrictFrame>> frames(Turn turn, TurnDetails details, Entry<TurnEvent> entry) {
        return entry.event() instanceof TurnEvent.Ending ending
                ? turns.read(turn.owner(), turn.id()).map(report -> renderer.ending(report, ending, entry))
                : Mono.just(renderer.frames(turn, details, entry));
    }

    private static Mono<ServerSentEvent<ResponseEvent>> unlogged(Problem problem, long number) {
        return Mono.just(event(new StrictFrame(
                number,
                "error",
                ErrorEvent.builder()
                        .code(problem.code())
                        .message(problem.detail())
                        .sequenceNumber(number)
                        .build())));
    }

    private static ServerSentEvent<ResponseEvent> event(StrictFrame frame) {
        return ServerSentEvent.builder(frame.data()).event(frame.type()).build();
    }

    private static ServerSentEvent<ResponseEvent> comment(String text) {
        return ServerSentEvent.<ResponseEvent>builder().comment(text).build();
    }
}
