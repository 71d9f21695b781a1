package dev.cowork.server.health;

import dev.cowork.server.turns.Turns;
import java.util.List;
import org.springframework.stereotype.Component;

/** The turns in flight. */
@Component
class LiveTurns implements LiveWork {

    private final Turns turns;

    LiveTurns(Turns turns) {
        this.turns = turns;
    }

    @Override
    public List<String> conversations(String owner) {
        return turns.liveConversations(owner);
    }
}
