package dev.cowork.server.models.probe;

import static dev.cowork.server.models.ScriptedChatServer.hang;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.models.ModelStatus;
import dev.cowork.server.models.Models;
import dev.cowork.server.models.ScriptedChatServer;
import dev.cowork.server.platform.problems.StartRefused;
import dev.cowork.server.testing.RunningServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a server that is used because it was found, or a search that waits for what is not there. */
class LocalServersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScriptedChatServer one = ScriptedChatServer.start();
    private final ScriptedChatServer other = ScriptedChatServer.start();
    private final ProbeHttp http = new ProbeHttp(ForbiddenAddresses::contain);

    @AfterEach
    void stop() {
        http.close();
        one.close();
        other.close();
    }

    private List<LocalServers.Place> places() {
        return List.of(
                place("first", one.base()),
                new LocalServers.Place("nobody", "Nobody", 9),
                place("second", other.base()));
    }

    private LocalServers servers() {
        return new LocalServers(places(), http, Clock.systemUTC(), PATIENCE);
    }

    private static LocalServers.Place place(String id, String base) {
        return new LocalServers.Place(id, "The " + id, URI.create(base).getPort());
    }

    private static List<LocalServer> find(LocalServers servers) {
        return Objects.requireNonNull(servers.find().block(Duration.ofSeconds(30)));
    }

    @Test
    void thoseThatAnswerAreOfferedWithTheirModels() {
        one.then(status(200, "{\"data\":[{\"id\":\"llama3.2:3b\"},{\"id\":\"nomic-embed-text\"}]}"));
        other.then(status(200, "[]"));
        assertThat(find(servers()))
                .containsExactly(
                        new LocalServer("first", "The first", one.base(), List.of("llama3.2:3b")),
                        new LocalServer("second", "The second", other.base(), List.of()));
    }

    @Test
    void otherServersOnSuchAPortAreNone() {
        one.then(status(200, "<html>a web page</html>"));
        other.then(status(404, "{\"data\":[]}"));
        assertThat(find(servers())).isEmpty();
    }

    @Test
    void oneThatIsSilentIsWaitedForASecondAndTheOthersAreOffered() {
        one.then(hang());
        other.then(status(200, "{\"data\":[{\"id\":\"qwen\"}]}"));
        // the very first answer may take longer
        find(new LocalServers(List.of(place("second", other.base())), http, Clock.systemUTC(), PATIENCE));
        long before = System.nanoTime();
        assertThat(find(new LocalServers(places(), http, Clock.systemUTC())))
                .extracting(LocalServer::id)
                .containsExactly("second");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void noKeyIsSentAndASecondLookAsksNobody() {
        one.then(status(200, "[]"));
        other.then(status(200, "[]"));
        LocalServers servers = servers();
        find(servers);
        find(servers);
        assertThat(one.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.authorization()).isEmpty();
            assertThat(seen.path()).isEqualTo("/v1/models");
        });
    }

    @Test
    void findingChangesNothingOfWhatAnswers() {
        one.then(status(200, "{\"data\":[{\"id\":\"llama\"}]}"));
        Models models = RunningServer.shared().bean(Models.class);
        ModelStatus before = models.status("local").block();
        find(servers());
        assertThat(models.status("local").block()).isEqualTo(before);
    }

    @Test
    void otherPortsAreLookedAtInsteadOfTheUsualOnes() {
        assertThat(LocalServers.Place.of("11434, 9000"))
                .containsExactly(
                        new LocalServers.Place("ollama", "Ollama", 11434),
                        new LocalServers.Place("local", "Local server", 9000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "x", "1,,2", "http://host:1", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"})
    void aListThatIsNoneKeepsTheServerFromStarting(String ports) {
        assertThatThrownBy(() -> LocalServers.Place.of(ports))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("COWORK_LOCAL_MODEL_PORTS");
    }

    @Test
    void theUsualPortsAreKnown() {
        assertThat(LocalServers.Place.read())
                .extracting(LocalServers.Place::port)
                .contains(11434, 1234, 8000, 8080)
                .doesNotHaveDuplicates();
    }
}
