package dev.cowork.r2dbc.sqlite.client;

/** What a session is busy with, as far as the watch has to know. */
interface Running {

    /** Whether nobody waits for it and it may be broken off. */
    boolean isAbandoned();

    /** Whether it has run longer than it may. */
    boolean ranTooLong(long now);
}
