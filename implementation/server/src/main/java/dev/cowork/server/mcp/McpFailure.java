package dev.cowork.server.mcp;

/** Why a server could not be used, in our own words: nothing that a server says decides what the sentence promises. */
final class McpFailure extends RuntimeException {

    /** The kinds of failures. */
    enum Kind {
        /** It did not answer in time. */
        TIMEOUT("mcp_timeout"),
        /** It could not be started or reached, or is gone. */
        DIED("mcp_died"),
        /** It sent more than anybody asked for. */
        FLOODED("mcp_flooded"),
        /** It said no, or may not be used. */
        REFUSED("mcp_refused"),
        /** Its answer is not what the protocol says. */
        UNREADABLE("mcp_unreadable");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** The code as models and people read it. */
        String code() {
            return code;
        }
    }

    private final Kind kind;

    /**
     * @param kind what happened
     * @param sentence for the model and the person alike
     */
    McpFailure(Kind kind, String sentence) {
        super(sentence, null, false, false);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** The sentence with the code before it. */
    String coded() {
        return "[" + kind.code() + "] " + getMessage();
    }
}
