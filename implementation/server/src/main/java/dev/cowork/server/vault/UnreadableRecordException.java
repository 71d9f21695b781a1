package dev.cowork.server.vault;

/**
 * A sealed record that cannot be opened: damaged, cut, moved from another record, or sealed under another master key. Which of these it
 * is cannot be told, and nothing of the content comes out.
 */
public final class UnreadableRecordException extends RuntimeException {

    UnreadableRecordException(String message) {
        super(message);
    }
}
