package dev.cowork.server.models.rehearsal;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.Item;
import dev.cowork.server.models.ModelClient;
import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.ModelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * A deterministic stand-in for a model. It keeps nothing between calls: how far a message's directives have come is read from the tool
 * calls behind it in the request.
 */
@Component
public final class Rehearsal implements ModelClient {

    /** The provider's id and the model's name. */
    public static final String ID = "rehearsal";

    /** Its name for people. */
    public static final String LABEL = "Rehearsal";

    /** The last delta of every answer, a line of its own. */
    public static final String CLOSING = "\nThis is a rehearsal: no AI wrote this answer.";

    private static final String[] WORDS = {
        "anchor", "breeze", "candle", "dawn", "ember", "forest", "garden", "harbor",
        "island", "journey", "kettle", "lantern", "meadow", "north", "orchard", "pebble",
        "quiet", "river", "summer", "timber", "under", "valley", "willow", "yonder"
    };
    private static final int MOST_OF_ECHO = 2_000;
    private static final int PIECE = 12;

    private final DirectiveReader reader;

    Rehearsal(JsonMapper mapper) {
        this.reader = new DirectiveReader(mapper);
    }

    /**
     * @param i a delta of {@code /emit}, from 0
     * @return its text: one word and a space
     */
    public static String word(int i) {
        return WORDS[i % WORDS.length] + " ";
    }

    @Override
    public Flux<ModelEvent> stream(ModelRequest request) {
        return Flux.defer(() -> {
            Cue cue = Cue.of(request.items());
            List<Directive> directives = reader.read(cue.message());
            Flux<ModelEvent> whole = directives.isEmpty()
                    ? echo(cue.message())
                    : play(directives.subList(cue.played(directives), directives.size()), request);
            return request.maxOutputTokens() == null ? whole : cut(whole, request.maxOutputTokens());
        });
    }

    /** Each delta counts as a token. */
    private static Flux<ModelEvent> cut(Flux<ModelEvent> whole, int most) {
        AtomicInteger words = new AtomicInteger();
        return whole.takeWhile(event -> !(event instanceof ModelEvent.Text || event instanceof ModelEvent.Reasoning)
                        || words.incrementAndGet() <= most)
                .concatWith(Mono.defer(
                        () -> words.get() > most ? Mono.just(new ModelEvent.Finished("length")) : Mono.empty()));
    }

    private Flux<ModelEvent> play(List<Directive> directives, ModelRequest request) {
        List<Flux<ModelEvent>> parts = new ArrayList<>();
        for (Directive directive : directives) {
            switch (directive) {
                case Directive.Tool tool
                when !request.tools().isEmpty() -> {
                    parts.add(call(tool.name(), tool.arguments(), request));
                    return Flux.concat(parts);
                }
                case Directive.Ability ability
                when offers(request, ability.tool()) -> {
                    parts.add(call(ability.tool(), ability.arguments(), request));
                    return Flux.concat(parts);
                }
                case Directive.Fail fail -> {
                    parts.add(Flux.error(new AgentFailure(
                            fail.code(),
                            "The rehearsal was told to fail.",
                            AgentFailure.Advice.NONE,
                            LABEL,
                            ID,
                            null)));
                    return Flux.concat(parts);
                }
                default -> parts.add(say(directive));
            }
        }
        parts.add(Flux.just(new ModelEvent.Text(CLOSING), new ModelEvent.Finished("stop")));
        return Flux.concat(parts);
    }

    private static Flux<ModelEvent> say(Directive directive) {
        return switch (directive) {
            case Directive.Say say -> text(say.text() + "\n");
            case Directive.Think think -> Flux.just(new ModelEvent.Reasoning(think.text()));
            case Directive.Slow slow -> Mono.delay(slow.time()).thenMany(Flux.<ModelEvent>empty());
            case Directive.Emit emit -> emit(emit);
            case Directive.Unclear unclear -> text(unclear.sentence() + "\n");
            case Directive.Tool tool -> text("The tool " + tool.name() + " is not offered here.\n");
            case Directive.Ability ability ->
                text("There is no tool for /" + ability.directive() + " here: " + ability.tool()
                        + " is not offered.\n");
            case Directive.Fail fail -> Flux.empty();
        };
    }

    /** One delta at a time, made when it is asked for; between two of them a timer that a cancel stops. */
    private static Flux<ModelEvent> emit(Directive.Emit emit) {
        Flux<ModelEvent> words = Flux.range(0, emit.count()).map(i -> (ModelEvent) new ModelEvent.Text(word(i)));
        return emit.apart().isZero()
                ? words
                : Flux.range(0, emit.count())
                        .concatMap(
                                i -> i == 0
                                        ? Mono.just((ModelEvent) new ModelEvent.Text(word(0)))
                                        : Mono.delay(emit.apart()).map(tick -> new ModelEvent.Text(word(i))),
                                1);
    }

    private static Flux<ModelEvent> call(String name, String arguments, ModelRequest request) {
        long before = request.items().stream()
                .filter(item -> item.type() == Item.Type.FUNCTION_CALL)
                .count();
        ModelEvent begin = new ModelEvent.ToolCallDelta(0, "call_rehearsal_" + (before + 1), name, "");
        int pieces = (arguments.length() + PIECE - 1) / PIECE;
        return Flux.range(0, pieces)
                .map(i -> arguments.substring(i * PIECE, Math.min(arguments.length(), (i + 1) * PIECE)))
                .map(piece -> (ModelEvent) new ModelEvent.ToolCallDelta(0, null, null, piece))
                .startWith(begin)
                .concatWithValues(new ModelEvent.Finished("tool_calls"));
    }

    private static Flux<ModelEvent> echo(String message) {
        String heard = message.strip();
        String cut = heard.length() <= MOST_OF_ECHO ? heard : heard.substring(0, MOST_OF_ECHO) + "...";
        String answer = (heard.isEmpty() ? "You sent an empty message. " : "You wrote: \"" + cut + "\". ")
                + "I can only repeat it. Set up a model provider in the settings to get real answers.";
        return Flux.fromArray(answer.split("(?<= )"))
                .map(word -> (ModelEvent) new ModelEvent.Text(word))
                .concatWith(Flux.just(new ModelEvent.Text(CLOSING), new ModelEvent.Finished("stop")));
    }

    private static Flux<ModelEvent> text(String text) {
        return Flux.just(new ModelEvent.Text(text));
    }

    private static boolean offers(ModelRequest request, String tool) {
        return request.tools().stream().anyMatch(offered -> offered.name().equals(tool));
    }
}
