package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.JournalTesting;
import dev.cowork.server.journal.StreamRef;
import dev.cowork.server.journal.StreamWriter;
import dev.cowork.server.testing.TestDatabase;
import tools.jackson.databind.json.JsonMapper;

/** A writer of a stream that nobody reads and nothing is written to. */
final class DetachedWriter {

    private static final TestDatabase DATABASE = TestDatabase.open();

    StreamWriter<TurnEvent> writer() {
        return JournalTesting.on(DATABASE.client())
                .writer(new StreamRef(1, "resp_1", "local"), new TurnStream(JsonMapper.shared()));
    }
}
