package dev.cowork.server.models.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a provider, as people paste it: with or without a slash at its end, with or without {@code /v1}, or the whole address of
 * one of its calls.
 *
 * @param uri the address without a slash at its end; calls are made by appending {@code /chat/completions} and the like
 */
public record BaseUrl(URI uri) {

    private static final Pattern CALL =
            Pattern.compile("/+(chat/completions|completions|models|responses|messages)/*$");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|.+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

    /**
     * @param text what the settings hold
     * @return the address, or null if it is no http or https address, or carries a user or a password
     */
    public static @Nullable BaseUrl of(@Nullable String text) {
        try {
            URI uri = new URI(text == null ? "" : text.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.matches("https?") || uri.getHost() == null || uri.getRawUserInfo() != null) {
                return null;
            }
            String path = CALL.matcher(uri.getRawPath()).replaceFirst("").replaceAll("/+$", "");
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            return new BaseUrl(new URI(scheme + "://" + host + port + (path.isEmpty() ? "/v1" : path)));
        } catch (URISyntaxException notAnAddress) {
            return null;
        }
    }

    /** The same with {@code /v1} behind it, unless it ends in a version. */
    public BaseUrl versioned() {
        return uri.getPath().matches(".*/v\\d+\\w*") ? this : new BaseUrl(URI.create(uri + "/v1"));
    }

    /** MindsHub's API below the address that people know; it stands elsewhere at its older host. */
    public BaseUrl ofGateway() {
        boolean older =
                uri.getHost().matches("(.+\\.)?mdb\\.ai") && uri.getPath().equals("/v1");
        return older ? new BaseUrl(URI.create(uri.toString().replaceFirst("/v1$", "/api/v1"))) : versioned();
    }

    /** Whether it is this computer, told by the name alone. */
    public boolean loopback() {
        return LOOPBACK.matcher(uri.getHost()).matches();
    }

    /** The host and port, as a person would name the server. */
    public String server() {
        return uri.getAuthority();
    }

    URI call(String path) {
        return URI.create(uri + path);
    }

    /** Whether it is the MindsHub gateway: only there do spent credits mean the user's plan with it. */
    boolean gateway() {
        return uri.getHost().matches("(.+\\.)?(mindshub\\.ai|mdb\\.ai)");
    }
}
