package dev.cowork.server.settings;

/** The kinds of values, each with the most characters it may have. */
enum SettingType {
    /** Any text; empty is a value. */
    TEXT(10_000),
    /** A model's name and the like; empty means unset. */
    NAME(1_000),
    /** A key, sealed at rest and never shown; empty means none, whatever the environment says. */
    SECRET(10_000),
    /** A JSON object of headers by provider, sealed at rest and never shown; empty means none. */
    HEADERS(10_000),
    /** {@code True} or {@code False}. */
    BOOL(100),
    /** A whole number in a range; empty means unset where there is no default. */
    INT(100),
    /** One of a fixed list, dashes and underscores being the same. */
    CHOICE(100),
    /** The name of one of the agents of this server. */
    AGENT(100),
    /** An http or https address without a password in it; empty means the default. */
    URL(2_000),
    /** A picture as a data URI. */
    IMAGE(2_000_000),
    /** A JSON object. */
    OBJECT(1_000_000),
    /** A JSON list. */
    LIST(1_000_000),
    /** A JSON list of provider cards, sealed at rest because keys stand in it. */
    CARDS(1_000_000),
    /** A JSON object of variables that nobody but their client reads; it is no row of the list. */
    HIDDEN(100_000);

    private final int longest;

    SettingType(int longest) {
        this.longest = longest;
    }

    int longest() {
        return longest;
    }

    /** Whether the database holds it sealed. */
    boolean sealed() {
        return secret() || this == CARDS;
    }

    /** Whether its value is never shown. */
    boolean secret() {
        return this == SECRET || this == HEADERS;
    }

    /** Whether it is shown and changed only by what it belongs to. */
    boolean hidden() {
        return this == HIDDEN;
    }

    /** Whether storing an empty text means the same as storing nothing. */
    boolean emptyIsUnset() {
        return this == NAME || this == URL || this == INT;
    }
}
