package dev.cowork.modelstub;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client without any library, for what libraries hide. */
final class RawSocket {

    private RawSocket() {}

    /** Sends a request and leaves the socket to the caller. */
    static Socket open(ModelStub stub, String path, String body) throws IOException {
        Socket socket = new Socket("127.0.0.1", URI.create(stub.baseUrl()).getPort());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nhost: stub\r\nanthropic-version: 2023-06-01\r\ncontent-length: "
                + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    /** Everything that comes until the stub closes. */
    static byte[] exchange(ModelStub stub, String path, String body) throws IOException {
        try (Socket socket = open(stub, path, body)) {
            socket.setSoTimeout(30_000);
            return socket.getInputStream().readAllBytes();
        }
    }

    /** Reads until a text has come. */
    static void await(Socket socket, String text) throws IOException {
        socket.setSoTimeout(30_000);
        InputStream in = socket.getInputStream();
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("closed after: " + seen);
            }
            seen.append((char) b);
        }
    }
}
