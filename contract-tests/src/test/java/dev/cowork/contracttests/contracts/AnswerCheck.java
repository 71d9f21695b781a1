package dev.cowork.contracttests.contracts;

import dev.cowork.contracttests.schema.StrictSchemas;
import java.util.ArrayList;
import java.util.List;

/** Compares an answer with its example and with the closed schema. */
final class AnswerCheck {

    private AnswerCheck() {}

    static List<String> violations(StrictSchemas schemas, Example example, int status, String mediaType, String body) {
        var found = new ArrayList<String>();
        if (!Integer.toString(status).equals(example.status())) {
            found.add("status " + status + " instead of " + example.status());
        }
        if (!mediaType.equals(example.mediaType())) {
            found.add("media type " + mediaType + " instead of " + example.mediaType());
        }
        found.addAll(schemas.answer(example.operation(), status, mediaType, body));
        if (!example.value().isMissingNode()) {
            found.addAll(Loose.differences(example, Bundle.JSON.readTree(body)));
        }
        return found;
    }
}
