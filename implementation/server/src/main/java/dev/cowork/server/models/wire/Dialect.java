package dev.cowork.server.models.wire;

import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.Step;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.node.ObjectNode;

/** How a family of providers is spoken to. Has no state, so one is enough for all. */
public interface Dialect {

    /** Its name: {@code chat}, {@code anthropic} or {@code responses}. */
    String name();

    /** Where answers are asked for, behind the base address; begins with a slash. */
    String path();

    /** Where the list of models is, behind the base address. */
    default String models() {
        return "/models";
    }

    /**
     * Says who asks.
     *
     * @param headers the headers of a request
     * @param key what to ask with, or null for a server that wants none
     */
    default void identify(HttpHeaders headers, @Nullable ApiKey key) {
        if (key != null) {
            key.asBearer(headers);
        }
    }

    /**
     * Writes a request for a streamed answer.
     *
     * @param request what to ask
     * @param steps its conversation, repaired and cut to fit
     * @param endpoint whom to ask
     * @param concessions what this server has shown that it does not take
     * @return the body
     */
    ObjectNode body(ModelRequest request, List<Step> steps, Endpoint endpoint, Set<Concession> concessions);

    /**
     * @param failures names what is wrong with an answer
     * @return a reader for one answer
     */
    AnswerEvents answer(Failures failures);
}
