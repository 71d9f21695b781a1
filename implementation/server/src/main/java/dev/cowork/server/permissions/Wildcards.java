package dev.cowork.server.permissions;

import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Compares texts with a pattern. All places of the pattern are tried at once, so that no text makes it slow.
 *
 * @param pattern text with {@link #ANY}
 * @param strict whether upper and lower case differ
 * @param never the characters that {@link #ANY} does not stand for
 */
record Wildcards(String pattern, boolean strict, String never) {

    /** Stands for any characters, or none. */
    static final char ANY = '\0';

    boolean whole(String target) {
        return part(target, at -> at == 0, at -> at == target.length());
    }

    /** Whether it fits what lies between any beginning and any end behind it. */
    boolean part(String target, IntPredicate begins, IntPredicate ends) {
        BitSet places = new BitSet();
        for (int t = 0; ; t++) {
            if (begins.test(t)) {
                places.set(0);
            }
            passStars(places);
            if (places.get(pattern.length()) && ends.test(t)) {
                return true;
            }
            if (t == target.length()) {
                return false;
            }
            places = behind(target.charAt(t), places);
        }
    }

    private void passStars(BitSet places) {
        for (int at = places.nextSetBit(0); at >= 0; at = places.nextSetBit(at + 1)) {
            if (at < pattern.length() && pattern.charAt(at) == ANY) {
                places.set(at + 1);
            }
        }
    }

    private BitSet behind(char c, BitSet places) {
        BitSet next = new BitSet();
        for (int at = places.nextSetBit(0); at >= 0 && at < pattern.length(); at = places.nextSetBit(at + 1)) {
            boolean star = pattern.charAt(at) == ANY;
            if (star ? never.indexOf(c) < 0 : same(pattern.charAt(at), c)) {
                next.set(star ? at : at + 1);
            }
        }
        return next;
    }

    private boolean same(char a, char b) {
        return a == b || !strict && Character.toLowerCase(a) == Character.toLowerCase(b);
    }
}
