package dev.cowork.server.models.probe;

import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds model servers on this computer: asks the usual ports of the loopback address for their models, without any key, all at the same time,
 * and only when somebody wants to know. What was found is kept for ten seconds.
 */
public final class LocalServers {

    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration KEEP = Duration.ofSeconds(10);
    private static final int MOST_PORTS = 16;
    private static final String RESOURCE = "/models/local-servers.json";

    private record Found(List<LocalServer> servers, Instant until) {}

    private final List<Place> places;
    private final ProbeHttp http;
    private final Clock clock;
    private final Duration wait;
    private volatile @Nullable Found found;

    LocalServers(List<Place> places, ProbeHttp http, Clock clock) {
        this(places, http, clock, WAIT);
    }

    /** @param wait how long each may take to answer */
    LocalServers(List<Place> places, ProbeHttp http, Clock clock, Duration wait) {
        this.places = List.copyOf(places);
        this.http = http;
        this.clock = clock;
        this.wait = wait;
    }

    /** Where a kind of server usually is. */
    record Place(String id, String label, int port) {

        /** All that are known. Read from the program's own resources. */
        static List<Place> read() {
            try (InputStream in = Objects.requireNonNull(Place.class.getResourceAsStream(RESOURCE))) {
                return JsonMapper.shared().readValue(in, new TypeReference<List<Place>>() {});
            } catch (IOException e) {
                throw new IllegalStateException("The list of local servers is missing from this build", e);
            }
        }

        /**
         * Those of a list of ports, instead of the usual ones.
         *
         * @throws StartRefused if it is no such list
         */
        static List<Place> of(String ports) {
            List<Place> known = read();
            String[] parts = ports.split(",");
            if (parts.length > MOST_PORTS) {
                throw refused();
            }
            return Arrays.stream(parts)
                    .map(String::strip)
                    .map(Place::portOf)
                    .map(port -> known.stream()
                            .filter(each -> each.port() == port)
                            .findFirst()
                            .orElseGet(() -> new Place("local", "Local server", port)))
                    .toList();
        }

        private static int portOf(String text) {
            int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
            if (port < 1 || port > 65_535) {
                throw refused();
            }
            return port;
        }

        private static StartRefused refused() {
            return new StartRefused("COWORK_LOCAL_MODEL_PORTS must be a list of at most " + MOST_PORTS
                    + " ports, separated by commas.");
        }

        private String baseUrl() {
            return "http://127.0.0.1:" + port + "/v1";
        }
    }

    /** Those that answer within a second, in the order of the ports' list; none when there are none. */
    public Mono<List<LocalServer>> find() {
        return Mono.defer(() -> {
            Found before = found;
            return before != null && clock.instant().isBefore(before.until()) ? Mono.just(before.servers()) : look();
        });
    }

    private Mono<List<LocalServer>> look() {
        return Flux.fromIterable(places)
                .flatMapSequential(this::ask)
                .collectList()
                .doOnNext(servers -> found = new Found(servers, clock.instant().plus(KEEP)));
    }

    private Mono<LocalServer> ask(Place place) {
        return http.ask(URI.create(place.baseUrl() + "/models"), headers -> {}, null, wait)
                .filter(answer -> ListedModel.isList(answer.body()))
                .map(answer -> new LocalServer(
                        place.id(),
                        place.label(),
                        place.baseUrl(),
                        ListedModel.of(answer.body()).stream()
                                .map(ListedModel::id)
                                .toList()))
                .onErrorComplete();
    }
}
