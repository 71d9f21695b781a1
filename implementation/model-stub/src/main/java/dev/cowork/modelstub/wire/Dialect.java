package dev.cowork.modelstub.wire;

import dev.cowork.modelstub.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How a kind of server is asked and how it answers. */
public interface Dialect {

    /** Its name in the records. */
    String name();

    /** Checks what is not in the body: the headers that this dialect needs. */
    default void checkHeaders(HttpRequest request) throws Problem {}

    /** Checks the body and reads what it asks for. */
    Turn read(JsonNode body) throws Problem;

    /** Whether this turn is answered with reasoning when the script has some. */
    default boolean thinks(Turn turn) {
        return true;
    }

    /** Counts the input, looking at what the cache knows. */
    Usage input(PrefixCache cache, String scope, Turn turn);

    /** Streams an answer. */
    Voice voice(Turn turn, Answer answer);

    /** A whole answer. */
    JsonNode whole(Turn turn, Answer answer);

    /** Called when an answer was completed. */
    default void remember(Turn turn, Answer answer) {}

    /** A problem as this dialect's body. */
    JsonNode error(Problem problem, String requestId);

    /** No key, or a wrong one. */
    Problem unauthorized(@Nullable String key);

    /** A body that is not JSON, or a script that cannot be played. */
    Problem invalid(String message);

    /** A model that is not there. */
    Problem unknownModel(String model);

    /** The failure of a status. */
    Problem failure(int status, @Nullable String code);

    /** The status with which a server says that it is overloaded. */
    int overloadedStatus();

    /** The list of models. */
    JsonNode models(List<String> names);

    /** One model. */
    JsonNode model(String name);

    /** Headers of every answer. */
    Map<String, String> headers(String requestId);
}
