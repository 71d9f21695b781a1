package dev.cowork.server.health;

import dev.cowork.server.models.ModelStatus;
import dev.cowork.server.models.Models;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Collects the health answer.
 *
 * <p>A shell decides by it within 700 ms whether this server lives, so it always comes, quickly and from memory: where the configuration
 * cannot be read in time, the state last seen is told.
 */
public final class HealthService {

    private static final Logger LOG = LoggerFactory.getLogger(HealthService.class);
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final int MOST_OWNERS = 64;
    private static final List<String> CAPABILITIES = List.of("coding");
    private static final ModelStatus UNKNOWN =
            new ModelStatus(false, "The configuration could not be read; see the server's log.", "", "", "");

    private final Models models;
    private final List<LiveWork> work;
    private final String version;
    private final String shell;
    private final String installation;
    private final Map<String, ModelStatus> lastSeen = Collections.synchronizedMap(new Recent<>(MOST_OWNERS));

    /**
     * @param models tells the state of the configuration
     * @param work who knows what is in flight
     * @param version the version of this build, not empty
     * @param shell the token of the shell that started this server, or empty
     * @param installation the id of this installation, or empty
     */
    HealthService(Models models, List<LiveWork> work, String version, String shell, String installation) {
        this.models = models;
        this.work = List.copyOf(work);
        this.version = version;
        this.shell = shell;
        this.installation = installation;
    }

    /**
     * @param owner whose configuration and work
     * @return the state now, within 300 ms; never an error
     */
    public Mono<Health> health(String owner) {
        return Mono.defer(() -> models.status(owner))
                .timeout(PATIENCE)
                .doOnNext(status -> lastSeen.put(owner, status))
                .onErrorResume(e -> Mono.fromCallable(() -> {
                    LOG.warn("The state of the configuration cannot be told: {}", e.toString());
                    return lastSeen.getOrDefault(owner, UNKNOWN);
                }))
                .defaultIfEmpty(UNKNOWN)
                .map(status -> health(owner, status));
    }

    private Health health(String owner, ModelStatus status) {
        return new Health(
                version,
                shell,
                installation,
                status.ready(),
                status.ready() ? null : status.error(),
                status.provider(),
                status.providerLabel(),
                status.model(),
                CAPABILITIES,
                live(each -> each.conversations(owner)),
                live(each -> each.pads(owner)));
    }

    private List<String> live(Function<LiveWork, List<String>> question) {
        return work.stream()
                .flatMap(each -> answer(each, question).stream())
                .distinct()
                .toList();
    }

    private static List<String> answer(LiveWork work, Function<LiveWork, List<String>> question) {
        try {
            return question.apply(work);
        } catch (RuntimeException e) {
            LOG.warn("What is in flight cannot be told: {}", e.toString());
            return List.of();
        }
    }

    /** Keeps the latest few. */
    private static final class Recent<V> extends LinkedHashMap<String, V> {

        private final int most;

        Recent(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > most;
        }
    }
}
