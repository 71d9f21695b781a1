package dev.cowork.server.agent;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a call of a tool touches, as the policy judges it before the call runs.
 *
 * @param kind how it touches it
 * @param target what: a path inside the project, a command line, a host in lower case or the name of something foreign; empty when the
 *     tool touches nothing that could be named
 * @param also other names of the same, such as the path of a link that leads there; what is forbidden by one name is forbidden
 */
public record Access(Kind kind, String target, List<String> also) {

    /** Copies the names. */
    public Access {
        also = List.copyOf(also);
    }

    /**
     * @param kind how something is touched
     * @param target its only name
     */
    public Access(Kind kind, String target) {
        this(kind, target, List.of());
    }

    /** How something is touched. */
    public enum Kind {
        /** Looks at things of the project, or at nothing. */
        READ,
        /** Changes things inside the project. */
        WRITE,
        /** Runs a program with the rights of the person. */
        RUN,
        /** Talks to another computer. */
        NETWORK,
        /** Does what only somebody else's program knows, such as a tool of an MCP server. */
        EXTERNAL;

        /** The name in the database and on the wire, lower case. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * @param wire a name as {@link #wire()} gives it
         * @return the kind
         * @throws IllegalArgumentException if there is no such kind
         */
        public static Kind of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * @param name another name of the same
     * @return this, also by that name
     */
    public Access alsoNamed(String name) {
        return name.equals(target)
                ? this
                : new Access(
                        kind,
                        target,
                        Stream.concat(also.stream(), Stream.of(name)).toList());
    }

    /** The same once for each of its names. */
    public List<Access> byEachName() {
        return Stream.concat(Stream.of(target), also.stream())
                .map(name -> new Access(kind, name))
                .toList();
    }

    /**
     * @param path a path inside the project, or empty
     * @return looking at it
     */
    public static Access read(String path) {
        return new Access(Kind.READ, path);
    }

    /**
     * @param path a path inside the project, or empty
     * @return changing it
     */
    public static Access write(String path) {
        return new Access(Kind.WRITE, path);
    }

    /**
     * @param command a command line
     * @return running it
     */
    public static Access run(String command) {
        return new Access(Kind.RUN, command);
    }

    /**
     * @param host the host's name, in any case
     * @return talking to it
     */
    public static Access network(String host) {
        return new Access(Kind.NETWORK, host.toLowerCase(Locale.ROOT));
    }

    /**
     * @param what the foreign thing, for example {@code server/tool}
     * @return using it
     */
    public static Access external(String what) {
        return new Access(Kind.EXTERNAL, what);
    }
}
