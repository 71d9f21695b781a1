package dev.cowork.server.models.wire;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a provider says is wrong, for classifying only: in one of the shapes {@code {"error": {...}}}, {@code {"error": "..."}},
 * {@code [{"error": {...}}]}, {@code {"detail": ...}} or {@code {"message": ...}}.
 *
 * @param status the HTTP status inside the body, or 0
 * @param code its code and type, lower case
 * @param text all of its words, lower case
 */
record ErrorWords(int status, String code, String text) {

    private static final Pattern TOO_LONG = Pattern.compile(
            "context[ _-]?(length|window|size)|maximum context|too many (input )?tokens|prompt is too long|input is too long"
                    + "|input token count|reduce the length|exceeds? the (model'?s )?(available|maximum) (context|tokens)");
    private static final Pattern MODEL_MISSING =
            Pattern.compile("model.{0,200}(not found|does ?n.t exist|not exist|unknown|no such)"
                    + "|(unknown|invalid|no such|unsupported) model|model_not_found");
    private static final Pattern KEY_WRONG = Pattern.compile(
            "api[ _-]?key.{0,40}(invalid|not valid|incorrect|missing)|(invalid|incorrect|missing).{0,12}api[ _-]?key");
    private static final Pattern FILTERED =
            Pattern.compile("content[ _-]?(filter|policy)|responsible_?ai|safety system");
    private static final Pattern QUOTA =
            Pattern.compile("insufficient_quota|billing|credit|exceeded your current quota");
    private static final Pattern PICTURE =
            Pattern.compile("(could not process|cannot process|unsupported|invalid).{0,40}(image|pdf|document)"
                    + "|(image|vision|pdf|document).{0,80}(not support|unsupported|invalid|could not|cannot be|exceeds)"
                    + "|(not support|unsupported).{0,40}(image|vision|pdf|document)");
    private static final Pattern REPLAY = Pattern.compile(
            "encrypted[ _]content|(invalid|missing).{0,40}signature|signature.{0,40}(invalid|required)|expected .?thinking"
                    + "|thinking.{0,10} blocks? .{0,80}cannot be modified");
    private static final Pattern REASONING_WANTED = Pattern.compile(
            "missing.{0,60}reasoning_content|reasoning_content.{0,80}(must be passed|is missing|is required)");
    private static final Pattern OVERLOADED =
            Pattern.compile("overloaded|capacity|temporarily unavailable|server_error");

    private static final Set<String> DENIALS = Set.of("model_access_denied", "model_disabled", "model_restricted");

    static ErrorWords of(JsonNode body) {
        JsonNode outer = body.isArray() ? body.path(0) : body;
        JsonNode error = outer.has("error")
                ? outer.path("error")
                : outer.path("detail").isObject() ? outer.path("detail") : outer;
        Long number = Json.count(error, "code");
        if (number == null) {
            number = Json.count(error, "status");
        }
        String code = String.join(
                " ",
                Json.textOrEmpty(error, "code"),
                Json.textOrEmpty(error, "type"),
                Json.textOrEmpty(error, "status"));
        int status = number != null && number >= 100 && number < 600 ? number.intValue() : 0;
        return new ErrorWords(status, lower(code), lower(error.toString()));
    }

    static ErrorWords of(String text) {
        return new ErrorWords(0, "", lower(text));
    }

    /** The single words of its code and type. */
    Stream<String> codes() {
        return Stream.of(code.split(" +"));
    }

    boolean tooLong() {
        return code.contains("context_length")
                || code.contains("exceed_context")
                || TOO_LONG.matcher(text).find();
    }

    boolean modelMissing() {
        return MODEL_MISSING.matcher(text).find();
    }

    boolean model() {
        return code.contains("model") || text.contains("model");
    }

    /** The code by which the model is denied, or null: some servers say more precisely why. */
    @Nullable
    String denial() {
        return codes().filter(DENIALS::contains).findFirst().orElse(null);
    }

    boolean keyWrong() {
        return code.contains("authentication") || KEY_WRONG.matcher(text).find();
    }

    boolean filtered() {
        return FILTERED.matcher(text).find();
    }

    boolean pictureRefused() {
        return PICTURE.matcher(text).find();
    }

    boolean toolsNotKnown() {
        return text.contains("not support tool") || text.contains("tools param") || text.contains("tool use");
    }

    boolean quota() {
        return QUOTA.matcher(text).find();
    }

    boolean rateLimited() {
        return code.contains("rate_limit") || code.contains("resource_exhausted") || text.contains("rate limit");
    }

    boolean brokenInside() {
        return code.contains("api_error") || code.contains("internal");
    }

    boolean noCredit() {
        return text.contains("credit balance");
    }

    boolean overloaded() {
        return OVERLOADED.matcher(code).find() || OVERLOADED.matcher(text).find();
    }

    /** What can be left out or put in so that the request is taken, or null. */
    @Nullable
    Concession concession() {
        if (text.contains("stream_options") || text.contains("include_usage")) {
            return Concession.NO_USAGE;
        }
        if (text.contains("reasoning.summary") || text.contains("reasoning summar")) {
            return Concession.NO_SUMMARY;
        }
        if (REASONING_WANTED.matcher(text).find()) {
            return Concession.REASONING_ALWAYS;
        }
        if (text.contains("reasoning_content")) {
            return Concession.NO_REASONING;
        }
        return REPLAY.matcher(text).find() ? Concession.NO_REPLAY : null;
    }

    private static String lower(String text) {
        return text.substring(0, Math.min(text.length(), 8_192)).toLowerCase(Locale.ROOT);
    }
}
