package dev.cowork.server.models.wire;

import org.jspecify.annotations.Nullable;

/** What the MindsHub gateway means by a refusal, where that is more than any provider could mean. */
enum GatewayReason {
    /** The plan's allowance is used up. */
    SPENT,
    /** The plan could not be looked up. */
    POLICY_UNAVAILABLE,
    /** There is no such model. */
    UNKNOWN_MODEL;

    /** The header in which it says so. */
    static final String HEADER = "X-MindsHub-Reason";

    /**
     * @param status its status, 0 inside of an answer: there the plan has been looked up
     * @param header the value of {@link #HEADER}
     * @param words what it says beside, read where the header is missing: inside a stream there is none
     * @return the reason, or null when it refuses as any provider would
     */
    static @Nullable GatewayReason of(int status, @Nullable String header, ErrorWords words) {
        GatewayReason named = named(header == null ? "" : header.strip());
        if (named == null) {
            named = words.codes()
                    .map(GatewayReason::named)
                    .filter(reason -> reason != null)
                    .findFirst()
                    .orElse(null);
        }
        return named != null
                ? named
                : switch (status) {
                    case 402, 429 -> SPENT;
                    case 503 -> POLICY_UNAVAILABLE;
                    default -> null;
                };
    }

    private static @Nullable GatewayReason named(String reason) {
        return switch (reason) {
            case "wallet_empty", "included_allowance_exhausted" -> SPENT;
            case "policy_unavailable" -> POLICY_UNAVAILABLE;
            case "unknown_model" -> UNKNOWN_MODEL;
            default -> null;
        };
    }
}
