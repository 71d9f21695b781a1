package dev.cowork.server.ask;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One turn, followed to its end whatever happens to the connection. */
final class AskedTurn {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** How long a person's Ctrl-C waits for the server. */
    private static final Duration STOPPING = Duration.ofSeconds(2);
    /** A replay may bring the answer right behind its question: only one that is still open is worth asking. */
    private static final Duration OPEN = Duration.ofMillis(300);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int TRIES = 8;

    private final ServerConnection server;
    private final Screen screen;
    private final BufferedReader typed;
    private final @Nullable JsonNode request;
    private final String key = UUID.randomUUID().toString();
    private String cursor = "";
    private volatile @Nullable String response;
    private volatile boolean ended;
    private @Nullable String conversation;
    private @Nullable Question open;

    /**
     * @param request what is asked; null to follow a turn that is there
     * @param response that turn
     */
    AskedTurn(
            ServerConnection server,
            Screen screen,
            BufferedReader typed,
            @Nullable JsonNode request,
            @Nullable String response) {
        this.server = server;
        this.screen = screen;
        this.typed = typed;
        this.request = request;
        this.response = response;
    }

    /**
     * Follows the turn.
     *
     * @return the exit code: 0 completed, 1 ended otherwise, 3 it waits for an answer that nobody can give here
     * @throws ServerRefused if the server takes neither the request nor the resumption
     * @throws IOException if it cannot be reached
     */
    int follow() throws IOException, InterruptedException {
        int failures = 0;
        while (true) {
            String before = cursor;
            try (Frames frames = new Frames(connect())) {
                for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
                    show(frame);
                    if (frame.ends()) {
                        return end(frame);
                    }
                    if (open != null && frames.quietFor(OPEN) && !answered(open)) {
                        return 3;
                    }
                }
            } catch (IOException unreachable) {
                if (failures == TRIES || response == null && failures == 0) {
                    throw unreachable;
                }
            }
            failures = cursor.equals(before) ? failures + 1 : 1;
            if (failures > TRIES) {
                throw new IOException("The connection breaks again and again.");
            }
            Thread.sleep(FIRST_PAUSE.multipliedBy(1L << (failures - 1)));
        }
    }

    private FrameReader connect() throws IOException, InterruptedException {
        String following = response;
        if (following != null) {
            return server.follow(following, cursor);
        }
        if (request == null) {
            throw new IllegalStateException("A turn is asked or followed.");
        }
        return server.start(request, key);
    }

    private void show(Frame frame) {
        if (!frame.id().isEmpty()) {
            cursor = frame.id();
        }
        switch (frame.type()) {
            case "response.created" -> {
                response = frame.text("run_id");
                conversation = frame.text("conversation_id");
            }
            case "response.queued" -> screen.note("(waits behind another message of this conversation)");
            case "response.output_text.delta" -> screen.answer(frame.text("delta"));
            case "response.in_progress" -> progress(frame);
            case "response.ask_user" -> open = Question.of(frame);
            case "response.ask_user_answered" -> {
                if (open != null && open.id().equals(frame.text("question_id"))) {
                    open = null;
                }
            }
            default -> {
                // what a newer server says besides
            }
        }
    }

    private void progress(Frame frame) {
        String said = frame.text("message").isEmpty() ? frame.text("content") : frame.text("message");
        switch (frame.text("thought_role")) {
            case "thought.tool_call.start" -> screen.note("· " + said);
            case "thought.tool_call.progress" -> screen.note("  " + said);
            case "thought.tool_call.end" -> {
                if (!frame.data().path("ok").asBoolean(true)) {
                    screen.note("  failed: " + said);
                }
            }
            default -> {
                // the start of a call comes again, with its arguments
                if (frame.data().has("message") && !frame.text("phase").equals("tool_start")) {
                    screen.note("· " + said);
                }
            }
        }
    }

    /** Asks until there is an answer that the server takes. False when nobody can give one. */
    private boolean answered(Question question) throws IOException, InterruptedException {
        question.lines().forEach(screen::note);
        while (true) {
            screen.prompt("> ");
            String line = typed.readLine();
            if (line == null) {
                screen.note("The turn waits for the answer: cowork ask --resume " + response);
                return false;
            }
            ObjectNode answer = question.answer(line).orElse(null);
            if (answer == null) {
                screen.note("That is no answer to this.");
                continue;
            }
            try {
                server.post("/answer", answer.put("conversation_id", conversation), LIMIT);
                open = null;
                return true;
            } catch (ServerRefused refused) {
                screen.note(refused.sentence());
                if (refused.status() == 404 || refused.status() == 409) {
                    // somebody else was faster, or the turn has ended: the stream tells
                    open = null;
                    return true;
                }
            }
        }
    }

    private int end(Frame frame) {
        ended = true;
        screen.end();
        screen.note("(cowork ask --conversation " + conversation + " goes on from here)");
        return switch (frame.type()) {
            case "response.completed" -> 0;
            case "response.failed" -> {
                screen.note("failed: " + frame.text("error"));
                yield 1;
            }
            case "response.cancelled" -> {
                screen.note("stopped");
                yield 1;
            }
            default -> {
                screen.note("interrupted before it was complete");
                yield 1;
            }
        };
    }

    /** For the end of this process: what a person stops here is stopped. Does nothing once the turn has ended. */
    void stop() {
        String running = response;
        if (running == null || ended) {
            return;
        }
        try {
            server.post("/cancel", JsonMapper.shared().createObjectNode().put("response_id", running), STOPPING);
        } catch (IOException | ServerRefused unheard) {
            screen.note("The server did not hear the stop; the turn may go on.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves the turn alone: it waits. */
    void leave() {
        ended = true;
    }
}
