package dev.cowork.modelstub;

import dev.cowork.modelstub.anthropic.AnthropicDialect;
import dev.cowork.modelstub.chat.ChatDialect;
import dev.cowork.modelstub.chat.Edition;
import dev.cowork.modelstub.http.HttpRequest;
import dev.cowork.modelstub.responses.ResponsesDialect;
import dev.cowork.modelstub.wire.Dialect;
import org.jspecify.annotations.Nullable;

/** Which dialect a path belongs to. Only its end counts, so that any prefix will do. */
final class Routes {

    /** What is asked for. */
    enum Target {
        ANSWER,
        COUNT,
        MODELS,
        MODEL,
        NOTHING
    }

    /** A dialect and what is asked of it. */
    record Route(Dialect dialect, Target target) {}

    private final AnthropicDialect anthropic = new AnthropicDialect();
    private final ResponsesDialect responses = new ResponsesDialect();
    private final ChatDialect chat = new ChatDialect(Edition.USUAL);
    private final ChatDialect google = new ChatDialect(Edition.GOOGLE);
    private final ChatDialect deepSeek = new ChatDialect(Edition.DEEPSEEK);

    AnthropicDialect anthropic() {
        return anthropic;
    }

    Route of(HttpRequest request) {
        String path = request.path();
        boolean post = request.method().equals("POST");
        boolean get = request.method().equals("GET");
        if (path.endsWith("/messages") && post) {
            return new Route(anthropic, Target.ANSWER);
        }
        if (path.endsWith("/messages/count_tokens") && post) {
            return new Route(anthropic, Target.COUNT);
        }
        if (path.endsWith("/chat/completions") && post) {
            return new Route(chat(path), Target.ANSWER);
        }
        if (path.endsWith("/responses") && post) {
            return new Route(responses, Target.ANSWER);
        }
        boolean anthropics = request.header("anthropic-version") != null || request.header("x-api-key") != null;
        Dialect lister = anthropics ? anthropic : chat(path);
        if (path.endsWith("/models") && get) {
            return new Route(lister, Target.MODELS);
        }
        if (path.contains("/models/") && get) {
            return new Route(lister, Target.MODEL);
        }
        return new Route(lister, Target.NOTHING);
    }

    /** The key a request carries, wherever its dialect puts it. */
    static @Nullable String key(HttpRequest request) {
        for (String header : new String[] {"x-api-key", "x-goog-api-key", "api-key"}) {
            String key = request.header(header);
            if (key != null) {
                return key;
            }
        }
        String authorization = request.header("authorization");
        if (authorization == null) {
            return null;
        }
        return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authorization.substring(7).strip()
                : authorization;
    }

    private ChatDialect chat(String path) {
        if (path.contains("/v1beta/openai/")) {
            return google;
        }
        return path.contains("/deepseek/") ? deepSeek : chat;
    }
}
