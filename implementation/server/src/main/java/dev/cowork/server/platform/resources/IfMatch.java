package dev.cowork.server.platform.resources;

import dev.cowork.server.platform.problems.Problem;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the version of what is about to be changed (RFC 9110, {@code If-Match}): only if nobody changed it meanwhile.
 *
 * <p>The entity tag of a version is the number in double quotes. Weak tags never match, as the rule for {@code If-Match} says; neither
 * does text that is no tag of ours.
 */
public final class IfMatch {

    private static final IfMatch ANY = new IfMatch(null);
    private static final Pattern TAG = Pattern.compile("\"([1-9][0-9]{0,17})\"");

    private final @Nullable Set<Long> versions;

    private IfMatch(@Nullable Set<Long> versions) {
        this.versions = versions;
    }

    /** No condition. */
    public static IfMatch any() {
        return ANY;
    }

    /**
     * @param header the header's text, or null when it was not sent
     * @return the condition; none for null and for {@code *}
     */
    public static IfMatch of(@Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return ANY;
        }
        return new IfMatch(Pattern.compile(",")
                .splitAsStream(header)
                .map(tag -> TAG.matcher(tag.strip()))
                .filter(Matcher::matches)
                .map(tag -> Long.valueOf(tag.group(1)))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * @param version a version
     * @return its entity tag, in quotes
     */
    public static String tag(long version) {
        return "\"" + version + "\"";
    }

    /**
     * @param what the kind of thing, as a person calls it
     * @param version its version now
     * @throws Problem 412 {@code precondition_failed} if the condition does not hold
     */
    public void check(String what, long version) {
        if (versions != null && !versions.contains(version)) {
            throw changed(what);
        }
    }

    /**
     * @param what the kind of thing, as a person calls it
     * @return 412: somebody else changed it first
     */
    public static Problem changed(String what) {
        return Problem.of(
                412, "precondition_failed", what + " was changed meanwhile; read it again and repeat the change");
    }
}
