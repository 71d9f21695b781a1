package dev.cowork.server.models.probe;

import java.util.Locale;

/** What can come of a trial. */
public enum Reason {
    OK(""),
    UNKNOWN_PROVIDER("Unknown provider."),
    MISSING_KEY("The API key is missing."),
    MISSING_URL("The base URL is missing."),
    INVALID_URL(
            "The base URL must be an address that begins with http:// or https://, without a user name or a password."),
    ADDRESS_NOT_ALLOWED("No provider can be at this address."),
    UNREACHABLE("Cannot connect: nobody answers at this address."),
    UNSAFE("Cannot connect: there is no safe connection to this address."),
    TIMED_OUT("The provider took too long to answer."),
    INVALID_KEY("Invalid API key."),
    NO_CREDIT("The account has no credit left."),
    UNKNOWN_MODEL("The provider does not know this model."),
    NOT_A_PROVIDER("What answers at this address is no model server. Check the base URL."),
    REDIRECTED("The provider answers with a redirect, which is not followed. Check the base URL."),
    RATE_LIMITED("The provider takes no more requests right now."),
    OVERLOADED("The provider is overloaded or down."),
    REFUSED("The provider did not accept the request.");

    private final String sentence;

    Reason(String sentence) {
        this.sentence = sentence;
    }

    /** One sentence for a person. */
    String sentence() {
        return sentence;
    }

    /** Its name for programs, such as {@code invalid_key}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
