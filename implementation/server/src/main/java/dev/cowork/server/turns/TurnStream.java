package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.StreamKind;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** How the log of a turn is kept: each event as one line of JSON. */
@Component
class TurnStream implements StreamKind<TurnEvent> {

    private final JsonMapper json;

    TurnStream(JsonMapper json) {
        this.json = json;
    }

    @Override
    public String name() {
        return "turn";
    }

    @Override
    public String type(TurnEvent event) {
        return event.getClass().getSimpleName();
    }

    @Override
    public String encode(TurnEvent event) {
        return json.writerFor(TurnEvent.class).writeValueAsString(event);
    }

    @Override
    public TurnEvent decode(String data) {
        return json.readValue(data, TurnEvent.class);
    }

    @Override
    public boolean isLast(TurnEvent event) {
        return event instanceof TurnEvent.Ending;
    }
}
