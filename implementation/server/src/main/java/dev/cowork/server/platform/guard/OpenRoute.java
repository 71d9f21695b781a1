package dev.cowork.server.platform.guard;

import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A route that the guard treats more openly than others. A contract offers beans of this type for its own.
 *
 * @param pattern the paths, without a trailing slash
 * @param embedded whether other pages may show it: GET and HEAD without an origin pass
 * @param withoutToken whether it is answered without a token
 */
public record OpenRoute(PathPattern pattern, boolean embedded, boolean withoutToken) {

    /**
     * @param pattern a path pattern of Spring
     * @return routes that other pages may show
     */
    public static OpenRoute embedded(String pattern) {
        return new OpenRoute(PathPatternParser.defaultInstance.parse(pattern), true, false);
    }

    /**
     * @param pattern a path pattern of Spring
     * @return routes that need no token
     */
    public static OpenRoute withoutToken(String pattern) {
        return new OpenRoute(PathPatternParser.defaultInstance.parse(pattern), false, true);
    }

    /**
     * @param pattern a path pattern of Spring
     * @return routes that other sites send a browser to: embedded, and without a token
     */
    public static OpenRoute callback(String pattern) {
        return new OpenRoute(PathPatternParser.defaultInstance.parse(pattern), true, true);
    }
}
