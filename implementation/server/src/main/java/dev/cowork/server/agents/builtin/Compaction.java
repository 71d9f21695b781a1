package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.CompactionContent;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.HeadAndTail;
import dev.cowork.server.models.ModelEvent;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps what the model is shown within its window. First the long outputs of older tool calls are shortened; when that is not enough, a record
 * takes the place of the older part of the conversation. Both are items of their own, so that later turns begin with them, and nothing is
 * removed from the conversation.
 */
final class Compaction {

    private static final double SHARE_OF_WINDOW = 0.7;
    private static final double TAIL = 0.3;
    private static final double KEPT_WORDS = 0.2;
    private static final double PROSE = 0.15;
    private static final double ENOUGH = 0.7;
    private static final int LEAST_SHARE = 8;
    private static final int WORTH_IT = 10;
    private static final int REQUEST_BYTES = 4_096;

    /** A turn is given 2,000 items of earlier turns with 8 MB of text; what is older must have been folded away by then. */
    private static final int MOST_ITEMS = 1_200;

    private static final long MOST_CHARS = 4 << 20;
    private static final String PHASE = "context";
    private static final String TOO_LONG = "content_too_large";

    private final Transcript transcript;
    private final RecordWriter writer;
    private final long fixed;
    private final boolean rehearsed;
    private long window;
    private long givenUpAt;

    /**
     * @param model who answers, and in whose window it has to fit
     * @param fixed how many tokens go with every request
     */
    Compaction(Transcript transcript, RecordWriter writer, ChosenModel model, long fixed) {
        this.transcript = transcript;
        this.writer = writer;
        this.rehearsed = model.rehearsed();
        this.window = model.contextWindow();
        this.fixed = fixed;
    }

    /** Folds away what is too much, before the model is asked. Mostly nothing is. */
    Flux<TurnEvent> whenNeeded() {
        // a rehearsal is told by the calls behind the last message how far it is, and reads nothing else
        return rehearsed
                ? Flux.empty()
                : Flux.defer(() -> {
                    List<Item> items = transcript.items();
                    List<Item> view = ModelView.of(items);
                    long weight = Weight.of(view);
                    boolean tooMany =
                            view.size() > MOST_ITEMS || transcript.charsFrom(ModelView.begin(items)) > MOST_CHARS;
                    return tooMany || weight > room() && weight > givenUpAt
                            ? fold(view, weight, tooMany)
                            : Flux.empty();
                });
    }

    /**
     * Asks, and once more with a shorter conversation when the provider says that it is too long: then its window is smaller than was thought.
     *
     * @param answer asks the model anew with what it is shown by then
     * @param read what becomes of each piece of the answer
     */
    Flux<TurnEvent> ask(Supplier<Flux<ModelEvent>> answer, Function<ModelEvent, List<TurnEvent>> read) {
        AtomicBoolean begun = new AtomicBoolean();
        return Flux.defer(answer)
                .doOnNext(piece -> begun.compareAndSet(false, !(piece instanceof ModelEvent.Waiting)))
                .concatMapIterable(read)
                .onErrorResume(
                        AgentFailure.class,
                        failure -> begun.get() || !failure.code().equals(TOO_LONG)
                                ? Flux.error(failure)
                                : afterRefusal(failure)
                                        .concatWith(Flux.defer(answer).concatMapIterable(read)));
    }

    private Flux<TurnEvent> afterRefusal(AgentFailure failure) {
        return Flux.defer(() -> {
                    List<Item> view = ModelView.of(transcript.items());
                    window = Math.min(window, Weight.of(view) + fixed) / 2;
                    return fold(view, Weight.of(view), false);
                })
                .switchIfEmpty(Flux.error(failure));
    }

    /** What the conversation may take. */
    private long room() {
        return Math.max((long) (window * SHARE_OF_WINDOW) - fixed, window / LEAST_SHARE);
    }

    private Flux<TurnEvent> fold(List<Item> view, long weight, boolean tooMany) {
        List<Item> old = Fold.of(view, (long) (room() * TAIL), MOST_ITEMS / 2).old().stream()
                .filter(item -> item.type() != Item.Type.COMPACTION)
                .toList();
        boolean worthIt = Weight.of(old) >= weight / WORTH_IT || old.size() >= view.size() / WORTH_IT;
        if (old.isEmpty() || !worthIt) {
            givenUpAt = weight + weight / WORTH_IT;
            return Flux.empty();
        }
        long saved = old.stream()
                .filter(ShortOutput::shortens)
                .mapToLong(item -> Weight.of(item) - Weight.of(ShortOutput.of(item)))
                .sum();
        return tooMany || weight - saved > room() * ENOUGH ? sumUp(old) : shorten(old);
    }

    private Flux<TurnEvent> shorten(List<Item> old) {
        int outputs = (int) old.stream().filter(ShortOutput::shortens).count();
        return Flux.just(compacted(
                CompactionContent.OUTPUTS,
                old.getLast(),
                outputs,
                "",
                "Long outputs of earlier tool calls are shown to the model shortened. Nothing was removed.",
                null));
    }

    private Flux<TurnEvent> sumUp(List<Item> old) {
        Item earlier = ModelView.summary(transcript.items());
        String record = earlier == null ? "" : earlier.text();
        KeptWords kept = new KeptWords(record);
        kept.add(old);
        return Flux.<TurnEvent>just(new TurnEvent.Progress(PHASE, "Summing up the beginning of the conversation."))
                .concatWith(writer.write(KeptWords.prose(record), old, (long) (room() * PROSE))
                        .flatMapMany(written -> Flux.fromIterable(written.spent())
                                .concatWith(Mono.fromSupplier(() -> summary(written, kept, old)))));
    }

    private TurnEvent summary(RecordWriter.Written written, KeptWords kept, List<Item> old) {
        return compacted(
                CompactionContent.SUMMARY,
                old.getLast(),
                old.size(),
                kept.behind(written.prose() + request(old), (long) (room() * KEPT_WORDS)),
                "The conversation has become long: the model is shown a summary of its beginning. Nothing was removed.",
                written.model());
    }

    /** What is being worked on must not be known by hearsay. */
    private String request(List<Item> old) {
        String asked = old.stream()
                .filter(item -> transcript.isInput(item.id()))
                .map(Item::text)
                .collect(Collectors.joining("\n"));
        return asked.isBlank()
                ? ""
                : "\n\nThe request that is being worked on, word for word:\n"
                        + HeadAndTail.cut(asked.replaceAll("(?m)^", "> "), REQUEST_BYTES);
    }

    private TurnEvent compacted(
            String kind, Item through, int entries, String text, String message, @Nullable String model) {
        String itemId = transcript.nextItemId();
        transcript.compaction(itemId, CompactionContent.of(kind, through.id(), entries), text);
        return new TurnEvent.ContextCompacted(itemId, kind, through.id(), entries, text, message, model);
    }
}
