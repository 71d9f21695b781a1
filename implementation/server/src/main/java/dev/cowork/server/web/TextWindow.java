package dev.cowork.server.web;

/** The part of a text that is shown. */
final class TextWindow {

    private TextWindow() {}

    /**
     * @param text a whole text
     * @param offset how many characters to pass over, fewer than there are
     * @param most how many characters to show
     * @return the text from there; a long one from its beginning, with its end, and a line on what is left out
     */
    static String of(String text, int offset, int most) {
        int left = text.length() - offset;
        if (left <= most) {
            return text.substring(whole(text, offset));
        }
        int tail = offset == 0 ? most / 4 : 0;
        int headEnd = whole(text, offset + most - tail);
        int tailStart = whole(text, text.length() - tail);
        String note = "\n[" + (tailStart - headEnd) + " characters left out; read on with offset " + headEnd + "]\n";
        return text.substring(whole(text, offset), headEnd) + note + text.substring(tailStart);
    }

    /** The place, or the one before where it would part a character of two. */
    private static int whole(String text, int at) {
        return at > 0
                        && at < text.length()
                        && Character.isLowSurrogate(text.charAt(at))
                        && Character.isHighSurrogate(text.charAt(at - 1))
                ? at - 1
                : at;
    }
}
