package dev.cowork.server.platform.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** One line of {@code guard/matrix.txt}. */
record MatrixRow(int status, String method, String target, List<String> headers) {

    static Stream<MatrixRow> all() {
        try (var in = MatrixRow.class.getResourceAsStream("/guard/matrix.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(MatrixRow::read)
                            .toList()
                            .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MatrixRow read(String line) {
        String[] cells = line.split("\\|", 3);
        String[] request = cells[1].strip().split(" ");
        List<String> headers =
                cells[2].isBlank() ? List.of() : List.of(cells[2].strip().split(" ;; "));
        return new MatrixRow(Integer.parseInt(cells[0].strip()), request[0], request[1], headers);
    }

    @Override
    public String toString() {
        return status + " " + method + " " + target + " " + headers;
    }
}
