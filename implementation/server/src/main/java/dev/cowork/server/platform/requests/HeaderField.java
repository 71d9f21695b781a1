package dev.cowork.server.platform.requests;

import java.util.regex.Pattern;

/** What can be sent as a field of a request's head without changing what stands around it. */
public final class HeaderField {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,4094}[\\x21-\\x7e])?");

    private HeaderField() {}

    /** @return whether it is a name: 1 to 64 of the characters that names have */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** @return whether it is a value: 1 to 4,096 plain characters, without blanks at its ends */
    public static boolean isValue(String text) {
        return VALUE.matcher(text).matches();
    }
}
