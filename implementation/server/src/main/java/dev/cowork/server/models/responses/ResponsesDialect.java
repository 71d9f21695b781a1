package dev.cowork.server.models.responses;

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

/** OpenAI Responses. Nothing is left at the provider: each request carries its whole conversation. */
public final class ResponsesDialect implements Dialect {

    /** One is enough for all. */
    public ResponsesDialect() {}

    @Override
    public String name() {
        return "responses";
    }

    @Override
    public String path() {
        return "/responses";
    }

    @Override
    public ObjectNode body(ModelRequest request, List<Step> steps, Endpoint endpoint, Set<Concession> concessions) {
        return ResponsesBody.of(request, steps, concessions);
    }

    @Override
    public AnswerEvents answer(Failures failures) {
        return new ResponsesEvents(failures);
    }
}
