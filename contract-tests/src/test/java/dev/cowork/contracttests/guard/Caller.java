package dev.cowork.contracttests.guard;

import dev.cowork.contracttests.server.Http;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who calls and under which name: one line of a list.
 *
 * @param prefix what stands in front of the path in the request line; empty but for a target that names a host
 * @param headers whole header lines, one name may come twice
 */
record Caller(String prefix, List<String> headers) {

    private static final String TARGET = "TARGET ";
    private static final String ORIGIN = "Origin: ";

    /** The callers of a data file for a server at this port. */
    static List<Caller> of(String file, int port) {
        return DataFile.lines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> read(line.replace("{port}", Integer.toString(port))))
                .toList();
    }

    private static Caller read(String line) {
        List<String> parts = List.of(line.split(" ;; "));
        return parts.getFirst().startsWith(TARGET)
                ? new Caller(parts.getFirst().substring(TARGET.length()), parts.subList(1, parts.size()))
                : new Caller("", parts);
    }

    /** The same caller with one more header line. */
    Caller with(String line) {
        return new Caller(
                prefix, Stream.concat(headers.stream(), Stream.of(line)).toList());
    }

    /** The page that calls, if it names itself. */
    Optional<String> origin() {
        return headers.stream()
                .filter(line -> line.startsWith(ORIGIN))
                .map(line -> line.substring(ORIGIN.length()))
                .findFirst();
    }

    /** A request as this caller would send it. */
    byte[] bytes(Http.Request request, URI base) {
        var head = new StringBuilder(request.method() + " " + prefix + request.target() + " HTTP/1.1\r\n");
        if (headers.stream().noneMatch(line -> line.startsWith("Host:"))) {
            head.append("Host: ").append(base.getAuthority()).append("\r\n");
        }
        headers.forEach(line -> head.append(line).append("\r\n"));
        String body = request.body() == null ? "" : request.body();
        if (!body.isEmpty()) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return (head + "Connection: close\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }
}
