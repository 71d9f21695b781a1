package dev.cowork.server.v1.responses;

import dev.cowork.api.v1.model.ResponseEvent;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.sse.FrameNumber;
import dev.cowork.server.turns.Turn;
import dev.cowork.server.turns.Turns;
import java.time.Clock;
import java.time.Duration;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A turn's log as a stream of server-sent events, from any frame to the terminal one. */
@Component
class FrameStream {

    /** How often a comment tells the connection's two ends that the other is there. */
    static final Duration COMMENTS = Duration.ofSeconds(10);

    private static final ServerSentEvent<ResponseEvent> END =
            ServerSentEvent.<ResponseEvent>builder().build();

    private final Turns turns;
    private final ResponseRenderer renderer;
    private final Clock clock;

    FrameStream(Turns turns, ResponseRenderer renderer, Clock clock) {
        this.turns = turns;
        this.renderer = renderer;
        this.clock = clock;
    }

    /**
     * Streams a turn.
     *
     * @param turn the turn
     * @param above only frames numbered above this
     * @return a comment at once, so that the headers leave; then the frames as they are asked for, and a comment now and then
     */
    Flux<ServerSentEvent<ResponseEvent>> of(Turn turn, long above) {
        Flux<ServerSentEvent<ResponseEvent>> frames = turns.follow(turn, FrameNumber.eventBefore(above))
                .concatMapIterable(entry -> renderer.frames(turn, entry), 1)
                .filter(frame -> frame.number() > above)
                .map(frame -> event(turn, frame))
                .onErrorResume(Problem.class, problem -> unlogged(turn, problem));
        Flux<ServerSentEvent<ResponseEvent>> comments =
                Flux.interval(COMMENTS).onBackpressureDrop().map(tick -> comment("alive"));
        return Flux.merge(frames.concatWithValues(END), comments)
                .takeWhile(event -> event != END)
                .startWith(comment("connected"));
    }

    private Mono<ServerSentEvent<ResponseEvent>> unlogged(Turn turn, Problem problem) {
        ResponseRenderer.Frame frame = renderer.unlogged(turn, problem.code(), problem.detail(), clock.millis());
        return Mono.just(
                ServerSentEvent.builder(frame.data()).event(frame.type()).build());
    }

    private static ServerSentEvent<ResponseEvent> event(Turn turn, ResponseRenderer.Frame frame) {
        return ServerSentEvent.builder(frame.data())
                .id(FrameCursor.id(turn.id(), frame.number()))
                .event(frame.type())
                .build();
    }

    private static ServerSentEvent<ResponseEvent> comment(String text) {
        return ServerSentEvent.<ResponseEvent>builder().comment(text).build();
    }
}
