package dev.cowork.server.models.rehearsal;

import java.time.Duration;

/** One thing a message told the rehearsal to do. */
sealed interface Directive {

    /** {@code /say TEXT} */
    record Say(String text) implements Directive {}

    /** {@code /emit N [MS]} */
    record Emit(int count, Duration apart) implements Directive {}

    /** {@code /think TEXT} */
    record Think(String text) implements Directive {}

    /** {@code /slow MS} */
    record Slow(Duration time) implements Directive {}

    /** {@code /tool NAME {json}}: always called, so that wrong names and arguments can be rehearsed too. */
    record Tool(String name, String arguments) implements Directive {}

    /** {@code /python}, {@code /remember}, {@code /artifact} and {@code /ask}: called only if the tool is offered. */
    record Ability(String directive, String tool, String arguments) implements Directive {}

    /** {@code /fail CODE} */
    record Fail(String code) implements Directive {}

    /** A line that begins with a slash and is none of the above, or is one written wrongly. */
    record Unclear(String sentence) implements Directive {}
}
