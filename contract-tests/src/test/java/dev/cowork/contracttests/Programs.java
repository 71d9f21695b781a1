package dev.cowork.contracttests;

import java.io.IOException;

/** Programs of the machine that a test needs. */
public final class Programs {

    private Programs() {}

    /** Runs a program and waits for its end: whether there is one and it succeeded. */
    public static boolean succeeds(String... words) {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
