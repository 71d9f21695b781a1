package dev.cowork.server.platform.web;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Escapes what may not stand in a path or a query; what is escaped already stays as it is. */
final class Escapes {

    private static final String PLAIN = "-._~!$&'()*+,;=:@/?";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Escapes() {}

    static String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            if (plain || c == '%' && escape(bytes, i)) {
                out.append(c);
            } else {
                out.append('%').append(HEX.toHexDigits(bytes[i]));
            }
        }
        return out.toString();
    }

    private static boolean escape(byte[] bytes, int at) {
        return at + 2 < bytes.length && HexFormat.isHexDigit(bytes[at + 1]) && HexFormat.isHexDigit(bytes[at + 2]);
    }
}
