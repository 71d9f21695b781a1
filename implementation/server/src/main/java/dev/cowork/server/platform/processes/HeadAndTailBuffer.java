package dev.cowork.server.platform.processes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps the first and the last bytes of an output of any length. */
final class HeadAndTailBuffer {

    private static final int FIRST_ROOM = 8 << 10;

    private final int room;
    private byte[] head;
    private byte[] tail = {};
    private long length;

    /** @param room how many bytes it keeps of the beginning, and as many of the end */
    HeadAndTailBuffer(int room) {
        this.room = room;
        head = new byte[Math.min(room, FIRST_ROOM)];
    }

    synchronized void add(byte[] bytes, int count) {
        for (int i = 0; i < count; i++, length++) {
            if (length < room) {
                grow();
                head[(int) length] = bytes[i];
            } else {
                tail = tail.length == 0 ? new byte[room] : tail;
                tail[(int) ((length - room) % room)] = bytes[i];
            }
        }
    }

    /** Most outputs are short. */
    private void grow() {
        if (length == head.length) {
            head = Arrays.copyOf(head, (int) Math.min(room, 2L * head.length));
        }
    }

    /** How much came so far. */
    synchronized long length() {
        return length;
    }

    /** The output as text; what is no UTF-8 is replaced. */
    synchronized String text() {
        int first = (int) Math.min(length, room);
        long rest = length - first;
        int last = (int) Math.min(rest, room);
        byte[] end = new byte[last];
        for (int i = 0; i < last; i++) {
            end[i] = tail[(int) ((rest - last + i) % room)];
        }
        String left = rest > last ? "\n[... " + (rest - last) + " bytes left out ...]\n" : "";
        return left.isEmpty()
                ? new String(joined(first, end), StandardCharsets.UTF_8)
                : new String(head, 0, first, StandardCharsets.UTF_8) + left + new String(end, StandardCharsets.UTF_8);
    }

    private byte[] joined(int first, byte[] end) {
        byte[] all = new byte[first + end.length];
        System.arraycopy(head, 0, all, 0, first);
        System.arraycopy(end, 0, all, first, end.length);
        return all;
    }
}
