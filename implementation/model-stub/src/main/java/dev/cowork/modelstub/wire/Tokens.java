package dev.cowork.modelstub.wire;

import java.nio.charset.StandardCharsets;

/** Counts tokens in a way that anybody can repeat: one for each four bytes begun. */
public final class Tokens {

    private Tokens() {}

    /** The tokens of a text. */
    public static int of(String text) {
        return (text.getBytes(StandardCharsets.UTF_8).length + 3) / 4;
    }
}
