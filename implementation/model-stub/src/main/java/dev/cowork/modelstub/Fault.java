package dev.cowork.modelstub;

import dev.cowork.modelstub.wire.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that goes wrong at a provider, and the message that makes the stub play it. Who takes the list from here tests what is added to
 * it by itself.
 *
 * @param name its name
 * @param script the lines of a user's message
 */
public record Fault(String name, String script) {

    private static final List<Fault> ALL = List.of(
            new Fault("unauthorized", "!error 401"),
            new Fault("forbidden", "!error 403"),
            new Fault("not_found", "!error 404"),
            new Fault("too_large", "!error 413"),
            new Fault("too_long", "!error 400 context_length_exceeded"),
            new Fault("rate_limited", "!retry-after 90\n!error 429"),
            new Fault("broken", "!error 500"),
            new Fault("wallet_empty", "!header X-MindsHub-Reason wallet_empty\n!error 402"),
            new Fault(
                    "allowance_exhausted",
                    "!header X-MindsHub-Reason included_allowance_exhausted\n!retry-after 90\n!error 403"),
            new Fault("policy_unavailable", "!header X-MindsHub-Reason policy_unavailable\n!error 400"),
            new Fault("unknown_model", "!header X-MindsHub-Reason unknown_model\n!error 400"),
            new Fault("model_disabled", "!error 403 model_disabled"),
            new Fault("overloaded", "!overloaded 1000"),
            new Fault("broken_inside", "!say So far.\n!error 500"),
            new Fault("cut", "!say So far.\n!cut"),
            new Fault("garbage", "!say So far.\n!garbage"),
            new Fault("empty", "!empty"),
            new Fault("without_end", "!say So far.\n!empty"),
            new Fault("silent", "!hang"),
            new Fault("silent_inside", "!say So far.\n!hang"));

    /** All there are, in all dialects the same. */
    public static List<Fault> all() {
        return ALL;
    }

    static ObjectNode json() {
        ObjectNode list = Json.object();
        ArrayNode faults = list.putArray("faults");
        ALL.forEach(fault -> faults.addObject().put("name", fault.name).put("script", fault.script));
        return list;
    }
}
