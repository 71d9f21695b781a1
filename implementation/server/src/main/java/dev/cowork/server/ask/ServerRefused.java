package dev.cowork.server.ask;

/** The server answered with a problem. */
final class ServerRefused extends RuntimeException {

    private final int status;

    ServerRefused(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Why, in words for a person. */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
