package dev.cowork.modelstub.script;

import org.jspecify.annotations.Nullable;

/** One thing that an answer does. */
public sealed interface Step {

    /** Text, in small pieces. */
    record Say(String text) implements Step {}

    /** {@code count} numbered words, one delta each, {@code everyMs} apart. */
    record Emit(int count, long everyMs) implements Step {}

    /** Reasoning, in small pieces, sealed as the dialect does it. */
    record Think(String text) implements Step {}

    /** A call; the arguments are sent as they were written, valid or not. */
    record Tool(String name, String arguments) implements Step {}

    /** From here on, a pause before each delta. */
    record Slow(long everyMs) implements Step {}

    /** One pause. */
    record Wait(long millis) implements Step {}

    /** An error: by status before the first output, inside the stream after it. */
    record Fail(int status, @Nullable String code) implements Step {}

    /** Fails as an overloaded server the first times this conversation comes by. */
    record Overloaded(int times) implements Step {}

    /** Closes the socket inside a character. */
    record Cut() implements Step {}

    /** Something that is not JSON. */
    record Garbage() implements Step {}

    /** Nothing more, with the socket open. */
    record Hang() implements Step {}

    /** The end, without what is said at an end; alone: a 200 with an empty body. */
    record Empty() implements Step {}
}
