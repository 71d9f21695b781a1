package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.server.Terminal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: a terminal that loses a part of an answer, stops a turn that nobody stopped, or lets an answer steer it. */
class AskTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String EMIT_5 = "anchor breeze candle dawn ember";

    private final Api api = SharedServer.api();

    private Terminal ask(String... arguments) {
        return Terminal.ask(api.base(), arguments);
    }

    private String lastEvent(String conversation) {
        List<JsonNode> events =
                api.items(conversation).getLast().path("events").valueStream().toList();
        return events.getLast().path("type").asString();
    }

    @Nested
    class TheAnswer {

        @Test
        void goesToStandardOutputAndNothingElseDoes() {
            try (Terminal terminal = ask("/tool list_files {}\n/emit 5")) {
                assertThat(terminal.exit(LIMIT)).isZero();
                assertThat(terminal.out()).startsWith(EMIT_5).endsWith("\n").doesNotContain("·", "(cowork ask");
                assertThat(terminal.err()).containsOnlyOnce("· Listing the project's files");
            }
        }

        @Test
        void goesOnInTheConversationThatIsNamed() {
            try (Terminal first = ask("--conversation", "ask-again", "/say one");
                    Terminal second = ask("--conversation", "ask-again", "/say two")) {
                assertThat(first.exit(LIMIT)).isZero();
                assertThat(second.exit(LIMIT)).isZero();
                assertThat(api.items("ask-again")).hasSize(4);
            }
        }

        @Test
        void isOneWhenTheMessageComesFromStandardInput() {
            try (Terminal terminal = ask("--conversation", "ask-piped")) {
                terminal.type("/say from a pipe\n/emit 5");
                terminal.closeInput();
                assertThat(terminal.exit(LIMIT)).isZero();
                assertThat(terminal.out()).contains("from a pipe").contains(EMIT_5);
            }
        }

        @Test
        void cannotSteerTheTerminal() {
            try (Terminal terminal = ask("/say \u001b[2Jwiped\u0007 \u202eback")) {
                assertThat(terminal.exit(LIMIT)).isZero();
                assertThat(terminal.out()).contains("[2Jwiped back").doesNotContain("\u001b", "\u0007", "\u202e");
            }
        }
    }

    @Nested
    class AnEnding {

        @Test
        void ofFailureHasItsSentenceAndItsExitCode() {
            try (Terminal terminal = ask("/emit 5\n/fail provider_auth")) {
                assertThat(terminal.exit(LIMIT)).isEqualTo(1);
                assertThat(terminal.out()).startsWith(EMIT_5);
                assertThat(terminal.err()).contains("failed: ");
            }
        }

        @Test
        void byControlCStopsTheTurn() {
            try (Terminal terminal = ask("--conversation", "ask-stopped", "/emit 5\n/slow 60000")) {
                terminal.awaitOut(EMIT_5, LIMIT);
                terminal.interrupt();
                assertThat(terminal.exit(LIMIT)).isEqualTo(130);
                assertThat(lastEvent("ask-stopped")).isEqualTo("response.cancelled");
            }
        }

        @Test
        void ofTheTerminalAloneLeavesTheTurnRunning() {
            try (Terminal terminal = ask("--conversation", "ask-left", "/emit 5\n/slow 1500\n/say still said")) {
                terminal.awaitOut(EMIT_5, LIMIT);
                terminal.kill9();
            }
            // a tail ends with its turn
            api.send(Http.Request.of("GET", Api.path("/responses/tail?conversation_id=ask-left")));
            assertThat(lastEvent("ask-left")).isEqualTo("response.completed");
        }

        @Test
        void ofTheServerIsTakenUpAgainWithoutAWordLostOrTwice() {
            try (var server = ServerProcess.start()) {
                URI base = server.base();
                try (Terminal terminal = Terminal.ask(base, "/emit 2000 5")) {
                    terminal.awaitOut(EMIT_5, LIMIT);
                    server.kill9();
                    try (var again = ServerProcess.start(
                            server.home(), Map.of("COWORK_SERVER_PORT", Integer.toString(base.getPort())))) {
                        assertThat(terminal.exit(LIMIT)).isEqualTo(1);
                        assertThat(terminal.err()).contains("interrupted");
                        String shown = terminal.out().stripTrailing();
                        String conversation = group(terminal.err(), "--conversation (\\S+)");
                        List<JsonNode> items = again.api().items(conversation);
                        assertThat(items.getLast().path("content").asString().stripTrailing())
                                .isEqualTo(shown);
                    }
                }
            }
        }
    }

    @Nested
    class AQuestion {

        @Test
        void isAskedAndAnsweredInTheTerminal() {
            try (Terminal terminal = ask("/ask Which one?\n/emit 5")) {
                terminal.awaitErr("? Which one?", LIMIT);
                terminal.type("the blue one");
                assertThat(terminal.exit(LIMIT)).isZero();
                assertThat(terminal.out()).startsWith(EMIT_5);
                assertThat(items(terminal).toString()).contains("the blue one");
            }
        }

        @Test
        void ofLeaveShowsTheWholeCommandAndRunsItWhenAllowed() {
            String command = "echo " + "long".repeat(100) + " > asked.txt; echo ran";
            try (Terminal terminal = ask("/tool shell {\"command\":\"" + command + "\"}\n/emit 5")) {
                terminal.awaitErr("Allow once", LIMIT);
                assertThat(terminal.err()).contains("Allow this: Running echo long", "    " + command);
                terminal.type("9");
                terminal.awaitErr("That is no answer to this.", LIMIT);
                terminal.type("1");
                assertThat(terminal.exit(LIMIT)).isZero();
                assertThat(terminal.err()).contains("ran");
            }
        }

        @Test
        void thatNobodyCanAnswerHereWaitsForWhoeverComesLater() {
            try (Terminal terminal = ask("/ask Still there?\n/emit 5")) {
                terminal.closeInput();
                assertThat(terminal.exit(LIMIT)).isEqualTo(3);
                try (Terminal later = ask("--resume", group(terminal.err(), "--resume (\\S+)"))) {
                    later.awaitErr("? Still there?", LIMIT);
                    later.type("1");
                    assertThat(later.exit(LIMIT)).isZero();
                    assertThat(later.out()).startsWith(EMIT_5);
                }
            }
        }

        private List<JsonNode> items(Terminal terminal) {
            return api.items(group(terminal.err(), "--conversation (\\S+)"));
        }
    }

    @Nested
    class ACommandLine {

        @Test
        void thatCannotBeMeantIsExplained() {
            try (Terminal terminal = ask("--colour", "red", "hello")) {
                assertThat(terminal.exit(LIMIT)).isEqualTo(2);
                assertThat(terminal.err()).contains("There is no option --colour.", "Usage: cowork ask");
                assertThat(terminal.out()).isEmpty();
            }
        }

        @Test
        void thatAsksForHelpGetsItOnStandardOutput() {
            try (Terminal terminal = ask("--help")) {
                assertThat(terminal.exit(LIMIT)).isZero();
                assertThat(terminal.out()).startsWith("Usage: cowork ask");
                assertThat(terminal.err()).isEmpty();
            }
        }

        @Test
        void thatFindsNoServerSaysHowToStartOne() {
            try (Terminal terminal = Terminal.ask(URI.create("http://127.0.0.1:9"), "hello")) {
                assertThat(terminal.exit(LIMIT)).isEqualTo(1);
                assertThat(terminal.err()).contains("No server answers", "./cowork");
            }
        }

        @Test
        void thatTheServerRefusesShowsItsSentence() {
            try (Terminal terminal = ask("--project", "no-such-project", "hello")) {
                assertThat(terminal.exit(LIMIT)).isEqualTo(1);
                assertThat(terminal.err()).contains("Project not found");
            }
        }
    }

    private static String group(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
