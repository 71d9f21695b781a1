package dev.cowork.server.mcp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Names under which a model calls the tools of servers: {@code mcp__server__tool}, of characters and of a length that every provider takes.
 * The same tool has the same name in every turn.
 */
final class ToolNames {

    private static final int LONGEST = 64;
    private static final int LONGEST_SERVER = 24;
    private static final int MARK = 8;

    private final Set<String> taken = new HashSet<>();

    /** The name of one more tool. */
    String of(String server, String tool) {
        String base = "mcp__" + Texts.cut(clean(server), LONGEST_SERVER) + "__" + clean(tool);
        if (base.length() <= LONGEST && taken.add(base)) {
            return base;
        }
        String name = marked(base, server + "\0" + tool);
        for (int again = 2; !taken.add(name); again++) {
            name = marked(base, server + "\0" + tool + "\0" + again);
        }
        return name;
    }

    private static String clean(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]+", "_");
    }

    private static String marked(String base, String whole) {
        String mark = "_" + Texts.cut(Texts.digest(List.of(whole)), MARK);
        return Texts.cut(base, LONGEST - mark.length()) + mark;
    }
}
