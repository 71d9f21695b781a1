package dev.cowork.modelstub.chat;

/** Whose Chat Completions they are. */
public enum Edition {
    /** OpenAI's, as most other servers speak it. */
    USUAL,
    /** Google's: errors in an array, and signatures on the calls that were thought about. */
    GOOGLE,
    /** DeepSeek's: with tools in the request, each message of the model has its reasoning with it, be it empty. */
    DEEPSEEK
}
