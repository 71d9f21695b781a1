package dev.cowork.server.platform.guard;

import java.util.Map;

/**
 * What a contract adds to the answer of a request that ends below the framework. A contract offers beans of this type for its own.
 *
 * @param base the path below which it answers, without a slash at its end
 * @param more what stands beside the fields of RFC 9457
 */
public record BareAnswer(String base, More more) {

    /** Makes fields of a problem. */
    public interface More {

        /**
         * @param status the HTTP status
         * @param code the stable code
         * @param detail one sentence for a person
         * @return fields by their name
         */
        Map<String, Object> of(int status, String code, String detail);
    }

    /** Whether a request's target, as it was sent, is below the base; it may name a host in front. */
    boolean covers(String target) {
        int host = target.startsWith("/") ? -1 : target.indexOf("://");
        int path = host < 0 ? 0 : target.indexOf('/', host + 3);
        return path >= 0
                && (target.startsWith(base + "/", path)
                        || target.substring(path).equals(base));
    }
}
