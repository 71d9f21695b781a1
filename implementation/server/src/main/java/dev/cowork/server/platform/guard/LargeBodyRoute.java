package dev.cowork.server.platform.guard;

import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A route whose requests may be as large as a message with pictures in it. A contract offers beans of this type for its own.
 *
 * @param pattern the paths, without a trailing slash
 */
public record LargeBodyRoute(PathPattern pattern) {

    /**
     * @param pattern a path pattern of Spring
     * @return routes that take messages
     */
    public static LargeBodyRoute of(String pattern) {
        return new LargeBodyRoute(PathPatternParser.defaultInstance.parse(pattern));
    }
}
