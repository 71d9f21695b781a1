package dev.cowork.server.models.anthropic;

import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.Step;
import dev.cowork.server.models.wire.AnswerEvents;
import dev.cowork.server.models.wire.ApiKey;
import dev.cowork.server.models.wire.Concession;
import dev.cowork.server.models.wire.Dialect;
import dev.cowork.server.models.wire.Endpoint;
import dev.cowork.server.models.wire.Failures;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic Messages, as Anthropic and the servers that took it over speak it. */
public final class AnthropicDialect implements Dialect {

    private static final String VERSION = "2023-06-01";

    /** One is enough for all. */
    public AnthropicDialect() {}

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public String path() {
        return "/messages";
    }

    /** All at once: without a limit only twenty are told. */
    @Override
    public String models() {
        return "/models?limit=1000";
    }

    @Override
    public void identify(HttpHeaders headers, @Nullable ApiKey key) {
        headers.set("anthropic-version", VERSION);
        if (key != null) {
            key.as("x-api-key", headers);
        }
    }

    @Override
    public ObjectNode body(ModelRequest request, List<Step> steps, Endpoint endpoint, Set<Concession> concessions) {
        return AnthropicBody.of(request, steps, endpoint.contextWindow(), concessions);
    }

    @Override
    public AnswerEvents answer(Failures failures) {
        return new AnthropicEvents(failures);
    }
}
