package dev.cowork.server.turns;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.testing.Folders;
import dev.cowork.server.testing.RunningServer;
import dev.cowork.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.node.StringNode;

/** A server whose agent tells what it was given, and turns started without any contract. */
abstract class TurnTesting {

    static final String ME = "local";
    static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path home;

    HeardAgent agent = new HeardAgent();
    RunningServer server;

    @BeforeEach
    void start() throws IOException {
        TestDatabase.copyTo(home.resolve("cowork.db"));
        server = open();
    }

    private RunningServer open() {
        HeardAgent heard = agent;
        return RunningServer.own(
                Map.of("COWORK_HOME", home.toString()),
                context -> ((GenericApplicationContext) context).registerBean("heard", HeardAgent.class, () -> heard));
    }

    /** Starts another server on what is on the disk at this moment: all that is left of one that is killed now. */
    void kill() throws IOException {
        Path left = home.resolveSibling(home.getFileName() + "-left");
        FileSystemUtils.copyRecursively(home, left);
        server.close();
        Folders.delete(home);
        Files.move(left, home);
        agent = new HeardAgent();
        server = open();
    }

    /** Stops the server and starts it again on what is on the disk, with another agent. */
    void restart() {
        server.close();
        agent = new HeardAgent();
        server = open();
    }

    @AfterEach
    void close() {
        server.close();
    }

    Turns turns() {
        return server.bean(Turns.class);
    }

    /** A request that can be varied. */
    record Asking(
            @Nullable String conversation,
            @Nullable String previous,
            List<TurnInput> input,
            TurnDetails details,
            boolean listed) {

        static Asking text(String text) {
            return new Asking(null, null, List.of(message("user", text)), TurnDetails.NONE, true);
        }

        static Asking of(TurnInput... input) {
            return new Asking(null, null, List.of(input), TurnDetails.NONE, true);
        }

        Asking in(String conversation) {
            return new Asking(conversation, previous, input, details, listed);
        }

        Asking after(Turn turn) {
            return new Asking(conversation, turn.id(), input, details, listed);
        }

        Asking with(TurnOptions options) {
            return new Asking(
                    conversation,
                    previous,
                    input,
                    new TurnDetails(options, details.metadata(), details.particulars()),
                    listed);
        }

        Asking with(TurnDetails other) {
            return new Asking(conversation, previous, input, other, listed);
        }

        Asking unlisted() {
            return new Asking(conversation, previous, input, details, false);
        }

        StartTurn by(String harness) {
            return new StartTurn(
                    ME,
                    conversation,
                    previous,
                    null,
                    null,
                    input,
                    harness,
                    null,
                    null,
                    null,
                    details,
                    listed,
                    null,
                    "");
        }
    }

    static TurnInput message(String role, String text) {
        return TurnInput.message(role, StringNode.valueOf(text), text);
    }

    /** Starts a turn of the agent that tells. */
    Turn ask(Asking asking) {
        return turns().start(asking.by(HeardAgent.ID)).block(SOON).turn();
    }

    /** Starts a turn of the agent that tells and waits for its end. */
    Turn answered(Asking asking) {
        Turn turn = ask(asking);
        ending(turn);
        return turns().require(ME, turn.id()).block(SOON);
    }

    /** Starts a turn of the built-in agent on its rehearsal and waits for its end. */
    TurnReport rehearsed(Asking asking) {
        Turn turn = turns().start(asking.by("anton")).block(SOON).turn();
        ending(turn);
        return report(turn);
    }

    TurnReport report(Turn turn) {
        return turns().read(ME, turn.id()).block(SOON);
    }

    List<TurnEvent> log(Turn turn) {
        return turns().follow(turn, 0).map(Entry::event).collectList().block(SOON);
    }

    TurnEvent.Ending ending(Turn turn) {
        return (TurnEvent.Ending) log(turn).getLast();
    }

    /** What the agent of a turn was told of earlier ones, in the order of the conversation. */
    List<String> history(Turn turn) {
        return agent.heard(turn.id()).history().stream().map(Item::text).toList();
    }
}
