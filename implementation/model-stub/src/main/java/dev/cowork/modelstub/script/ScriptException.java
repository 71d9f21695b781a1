package dev.cowork.modelstub.script;

/** A directive that nobody can play; the message says which and why. */
public final class ScriptException extends Exception {

    private static final long serialVersionUID = 1;

    ScriptException(String message) {
        super(message);
    }
}
