package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.StreamKind;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** How the log of a turn is kept: each event as one line of JSON. */
@Component
class TurnStream implements StreamKind<TurnEvent> {

    private final ObjectWriter writer;
    private final ObjectReader reader;

    TurnStream(JsonMapper json) {
        this.writer = json.writerFor(TurnEvent.class);
        this.reader = json.readerFor(TurnEvent.class);
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
        return writer.writeValueAsString(event);
    }

    @Override
    public TurnEvent decode(String data) {
        return reader.readValue(data);
    }

    @Override
    public boolean isLast(TurnEvent event) {
        return event instanceof TurnEvent.Ending;
    }
}
