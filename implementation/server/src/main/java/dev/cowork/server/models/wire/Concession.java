package dev.cowork.server.models.wire;

/** Something of a request that not every server takes, and that is left out once one has refused it. */
public enum Concession {
    /** Asking for the usage. */
    NO_USAGE
}
