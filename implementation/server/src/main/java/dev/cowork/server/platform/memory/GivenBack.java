package dev.cowork.server.platform.memory;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Collects everything once after each busy time, so that the JVM shrinks its heap to what is in use. By itself the serial collector grows
 * the heap and never looks back. Nobody is served
 * meanwhile, at a time when nobody asks.
 */
@Component
final class GivenBack implements SmartLifecycle {

    /** How long it must have been quiet, at least. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final QuietTimes quiet = new QuietTimes();
    private @Nullable Disposable looking;

    @Override
    public void start() {
        looking = Flux.interval(LOOK, Schedulers.boundedElastic())
                .onBackpressureDrop()
                .subscribe(look -> look());
    }

    private void look() {
        if (quiet.found(collections())) {
            System.gc();
            quiet.settled(collections());
        }
    }

    private static long collections() {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return collectors.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    @Override
    public void stop() {
        if (looking != null) {
            looking.dispose();
            looking = null;
        }
    }

    @Override
    public boolean isRunning() {
        return looking != null;
    }
}
