package dev.cowork.r2dbc.sqlite.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bounded queue of tasks and leases: refuses when full, and when it is closed. */
final class WorkQueue {

    private final LinkedBlockingQueue<Item> items;
    private final ClientSettings settings;
    private final Counters counters;
    private final Runnable submitted;
    private volatile @Nullable Supplier<RuntimeException> refusal;

    /**
     * @param submitted called after each submission; must be cheap
     */
    WorkQueue(ClientSettings settings, Counters counters, Runnable submitted) {
        this.items = new LinkedBlockingQueue<>(settings.queueCapacity());
        this.settings = settings;
        this.counters = counters;
        this.submitted = submitted;
    }

    /** Appends the task, or fails it at once. Never waits. */
    void submit(Task<?> task) {
        task.queuedIn(this);
        if (!task.isCancelled()) {
            submit((Item) task);
        }
    }

    /** Appends the item, or refuses it at once. Never waits. */
    void submit(Item item) {
        if (refused(item)) {
            return;
        }
        if (!items.offer(item)) {
            counters.refused();
            item.refuse(settings.failures().queueFull(settings.queueCapacity()));
        } else if (refusal != null && items.remove(item)) {
            // closed in between, and perhaps nobody takes from the queue any more
            refused(item);
        }
        submitted.run();
    }

    private boolean refused(Item item) {
        Supplier<RuntimeException> reason = refusal;
        if (reason == null) {
            return false;
        }
        item.refuse(reason.get());
        return true;
    }

    Item take() throws InterruptedException {
        return items.take();
    }

    @Nullable
    Item poll() {
        return items.poll();
    }

    void remove(Item item) {
        items.remove(item);
    }

    void wake() {
        // if the queue is full, nobody sleeps before it
        items.offer(Item.Wake.UP);
    }

    int size() {
        return items.size();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    boolean isClosed() {
        return refusal != null;
    }

    /** Refuses what comes from now on; what is queued stays. */
    void close(Supplier<RuntimeException> reason) {
        refusal = reason;
    }

    /** Fails everything that still waits. */
    void drain(Supplier<RuntimeException> reason) {
        List<Item> left = new ArrayList<>();
        items.drainTo(left);
        left.forEach(item -> item.refuse(reason.get()));
    }

    /** Ends what has waited longer than it wanted to. */
    void expire(long now) {
        List<Item> late = new ArrayList<>();
        items.removeIf(item -> item.waitedTooLong(now) && late.add(item));
        late.forEach(Item::timeOut);
    }
}
