package dev.cowork.server.ask;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the frames of an event stream. */
final class FrameReader implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final BufferedReader lines;

    FrameReader(InputStream body) {
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /**
     * @return the next frame, or null at the end of the stream; comments are passed over
     * @throws IOException if the connection broke, or what came is no frame
     */
    @Nullable
    Frame next() throws IOException {
        String id = "";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !data.isEmpty()) {
                return frame(id, data.toString());
            } else if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()).strip());
            } else if (line.startsWith("id:")) {
                id = line.substring("id:".length()).strip();
            }
        }
        // a frame without its blank line was cut
        return null;
    }

    private static Frame frame(String id, String data) throws IOException {
        try {
            return new Frame(id, JSON.readTree(data));
        } catch (JacksonException e) {
            throw new IOException("The stream carries something that is no frame.", e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
