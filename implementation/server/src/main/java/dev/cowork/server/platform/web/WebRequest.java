package dev.cowork.server.platform.web;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * What to fetch.
 *
 * @param address the address
 * @param wanted whether a body of this type is worth reading; it is given null when the server names none
 * @param follows whether a redirect to this address, which is a permitted one, is to be followed
 * @param progress takes lines for whoever watches
 */
public record WebRequest(
        WebAddress address,
        Predicate<@Nullable MediaType> wanted,
        Predicate<WebAddress> follows,
        Consumer<String> progress) {}
