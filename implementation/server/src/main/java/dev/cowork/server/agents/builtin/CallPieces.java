package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ModelEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Puts the pieces of an answer's tool calls together. */
final class CallPieces {

    private static final int MOST_CALLS = 64;
    private static final int LONGEST_ARGUMENTS = 4 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String NAMELESS = "unknown_tool";

    private final Transcript transcript;
    private final CallArguments arguments;
    private final Labels labels;
    private final boolean heeded;
    private final Map<Integer, Growing> growing = new TreeMap<>();
    private long length;

    CallPieces(Transcript transcript, CallArguments arguments, Labels labels, boolean heeded) {
        this.transcript = transcript;
        this.arguments = arguments;
        this.labels = labels;
        this.heeded = heeded;
    }

    void read(ModelEvent.ToolCallDelta delta, List<TurnEvent> out) {
        if (!heeded || growing.size() >= MOST_CALLS && !growing.containsKey(delta.index())) {
            return;
        }
        length += delta.arguments().length();
        if (length > LONGEST_ARGUMENTS) {
            throw new AgentFailure("content_too_large", "The model wrote a tool call that is too large.");
        }
        Growing call = growing.computeIfAbsent(delta.index(), index -> new Growing());
        call.id = call.id == null ? delta.id() : call.id;
        call.arguments.append(delta.arguments());
        if (delta.name() != null && call.started == null) {
            start(call, delta.name(), out);
        }
    }

    /** Whether there is no call in the answer. */
    boolean none() {
        return growing.isEmpty();
    }

    /**
     * The whole calls; those without a name are among them, so that the model gets to read what is wrong with them.
     *
     * @param cut whether the answer was cut off: then the last call is whole only if its arguments are
     */
    List<PendingCall> finish(boolean cut, List<TurnEvent> out) {
        List<PendingCall> calls = new ArrayList<>();
        for (Growing call : growing.values()) {
            TurnEvent.ToolCallStarted started = call.started == null ? start(call, NAMELESS, out) : call.started;
            boolean blank = call.arguments.toString().isBlank();
            boolean last = calls.size() == growing.size() - 1;
            String written = blank ? "{}" : call.arguments.toString();
            JsonNode parsed = blank && cut && last ? null : arguments.read(written);
            calls.add(new PendingCall(
                    started.itemId(),
                    started.outputIndex(),
                    started.callId(),
                    started.name(),
                    labels.of(started.name(), parsed),
                    written,
                    parsed,
                    cut && last && parsed == null));
        }
        return calls;
    }

    private TurnEvent.ToolCallStarted start(Growing call, String name, List<TurnEvent> out) {
        String known = NAME.matcher(name).matches() ? name : NAMELESS;
        TurnEvent.ToolCallStarted started = new TurnEvent.ToolCallStarted(
                transcript.nextItemId(),
                transcript.nextOutputIndex(),
                transcript.callId(call.id),
                known,
                labels.of(known));
        call.started = started;
        out.add(started);
        return started;
    }

    private static final class Growing {
        private final StringBuilder arguments = new StringBuilder();
        private @Nullable String id;
        private TurnEvent.@Nullable ToolCallStarted started;
    }
}
