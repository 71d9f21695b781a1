package dev.cowork.server.vault;

import org.jspecify.annotations.Nullable;

/** The master key is not to be had: its file is empty, unreadable or cannot be made. The message says which, without a path. */
public final class MasterKeyException extends RuntimeException {

    MasterKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
