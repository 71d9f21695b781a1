package dev.cowork.server.agent;

/**
 * The leave that a call runs with.
 *
 * @param access what it was judged to touch; it must touch nothing else
 * @param rules judge what the call comes across only while it runs, such as the files of a folder; nobody can be asked then
 */
public record Leave(Access access, Permits.Rules rules) {}
