package dev.cowork.contracttests.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Attack lists. */
final class DataFile {

    private DataFile() {}

    /** The lines of a resource, as they are. */
    static List<String> lines(String name) {
        try (var in = DataFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("There is no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
