package dev.cowork.r2dbc.sqlite.codecs;

import io.r2dbc.spi.Clob;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Text and what is written as text. */
final class TextCodecs {

    private TextCodecs() {}

    static List<Codec<?>> all() {
        return List.of(
                new Codec<>(String.class, s -> s, n -> Long.toString(n), d -> Double.toString(d), s -> s, null),
                new Codec<>(CharSequence.class, CharSequence::toString, null, null, s -> s, null),
                Codec.text(Character.class, c -> Character.toString(c), TextCodecs::toCharacter),
                Codec.text(UUID.class, UUID::toString, UUID::fromString),
                Codec.text(Clob.class, TextCodecs::unread, s -> Clob.from(Mono.just(s))));
    }

    private static Character toCharacter(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("not one character");
        }
        return text.charAt(0);
    }

    private static Object unread(Clob clob) {
        throw new IllegalStateException("a Clob has to be read before it is stored");
    }
}
