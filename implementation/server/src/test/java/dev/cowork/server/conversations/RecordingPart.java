package dev.cowork.server.conversations;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/** What another module would keep; it writes down what it is asked. */
final class RecordingPart implements ConversationPart {

    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile boolean failing;

    @Override
    public Mono<Void> stop(Conversation conversation) {
        return Mono.fromRunnable(() -> calls.add("stop " + conversation.title()));
    }

    @Override
    public Mono<Void> remove(Conversation conversation) {
        return Mono.fromRunnable(() -> {
            calls.add("remove " + conversation.title());
            if (failing) {
                throw new IllegalStateException("disk full");
            }
        });
    }
}
