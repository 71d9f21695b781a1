package dev.cowork.server.platform.web;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import java.util.Set;

/** Where a redirect may lead. */
final class Redirects {

    static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private static final int LONGEST_SHOWN = 500;

    private Redirects() {}

    /**
     * @param from the address that redirects
     * @param location where to, as its server says
     * @param left how many redirects may still be followed
     * @return the next address to ask, yet to be judged by its numbers
     * @throws FetchFailure when it may not be asked
     */
    static WebAddress next(WebAddress from, String location, int left) {
        if (left == 0) {
            throw new FetchFailure(
                    Kind.BAD_REDIRECT, "The address redirects too often, so it was not followed further.");
        }
        WebAddress next = from.resolve(location);
        if (from.secure() && !next.secure()) {
            throw new FetchFailure(
                    Kind.BAD_REDIRECT, "The address redirects from https to http, so it was not followed.");
        }
        return next;
    }

    /** Names the address, so that whoever asked can ask for that. */
    static FetchFailure notFollowed(WebAddress next) {
        String address = next.toString();
        return new FetchFailure(
                Kind.BAD_REDIRECT,
                "The address redirects to another host, which was not asked: "
                        + address.substring(0, Math.min(address.length(), LONGEST_SHOWN))
                        + " can be fetched by a call of its own.");
    }
}
