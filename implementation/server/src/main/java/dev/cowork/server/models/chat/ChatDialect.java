package dev.cowork.server.models.chat;

import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.Step;
import dev.cowork.server.models.wire.AnswerEvents;
import dev.cowork.server.models.wire.Concession;
import dev.cowork.server.models.wire.Dialect;
import dev.cowork.server.models.wire.Endpoint;
import dev.cowork.server.models.wire.Failures;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Chat Completions. */
public final class ChatDialect implements Dialect {

    /** One is enough for all. */
    public ChatDialect() {}

    @Override
    public String name() {
        return "chat";
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public ObjectNode body(ModelRequest request, List<Step> steps, Endpoint endpoint, Set<Concession> concessions) {
        return ChatBody.of(request, steps, concessions);
    }

    @Override
    public AnswerEvents answer(Failures failures) {
        return new ChatChunks(failures);
    }
}
