package dev.cowork.server.platform.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * What an address gave.
 *
 * @param address the address that answered, after all redirects
 * @param status its status, never one of a redirect that could be followed
 * @param type the type of the body as its server names it, or null when it names none
 * @param body the body, unpacked
 */
@SuppressWarnings("ArrayRecordComponent") // it is made, read once and thrown away; nobody compares it
public record WebAnswer(
        WebAddress address, int status, @Nullable MediaType type, byte[] body) {}
