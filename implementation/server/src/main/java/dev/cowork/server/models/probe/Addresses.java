package dev.cowork.server.models.probe;

import dev.cowork.server.models.wire.BaseUrl;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What is to be known of addresses beside their form. */
final class Addresses {

    private Addresses() {}

    /** MindsHub's API below the address that people know. */
    static BaseUrl minds(BaseUrl known) {
        URI uri = known.uri();
        boolean old = uri.getHost().matches("(.+\\.)?mdb\\.ai") && uri.getPath().equals("/v1");
        return old ? new BaseUrl(URI.create(uri.toString().replaceFirst("/v1$", "/api/v1"))) : known.versioned();
    }

    /** Whether two addresses are of one server, so that what one may know the other may. */
    static boolean sameServer(@Nullable BaseUrl one, @Nullable BaseUrl other) {
        return one != null
                && other != null
                && one.uri().getScheme().equals(other.uri().getScheme())
                && one.uri().getHost().equals(other.uri().getHost())
                && port(one.uri()) == port(other.uri());
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }
}
