package dev.cowork.r2dbc.sqlite.client;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of tasks and leases: refuses when full, and when it is closed. It takes no lock, so that a caller is
 * never parked; only {@link #take} waits, and it belongs to the workers.
 */
final class WorkQueue {

    private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    /** At least one for each item; a surplus costs its taker an empty look. */
    private final Semaphore calls = new Semaphore(0);

    private final Engine engine;
    private final Runnable submitted;
    private volatile long moved;
    private volatile @Nullable Supplier<RuntimeException> refusal;

    /**
     * @param submitted called after each submission; must be cheap
     */
    WorkQueue(Engine engine, Runnable submitted) {
        this.engine = engine;
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
        int capacity = engine.settings.queueCapacity();
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            engine.counters.refused();
            item.refuse(engine.failures.queueFull(capacity));
            return;
        }
        append(item);
    }

    /** Appends an item of which there can never be many, however full the queue is. */
    void submitBeyondCapacity(Item item) {
        if (!refused(item)) {
            size.incrementAndGet();
            append(item);
        }
    }

    private void append(Item item) {
        items.add(item);
        calls.release();
        if (refusal != null && remove(item)) {
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

    /** Waits for an item, or a call to look up. */
    Item take() throws InterruptedException {
        calls.acquire();
        Item item = next();
        return item == null ? Item.Wake.UP : item;
    }

    @Nullable
    Item poll() {
        calls.tryAcquire();
        return next();
    }

    private @Nullable Item next() {
        Item item = items.poll();
        if (item != null) {
            size.decrementAndGet();
            move();
        }
        return item;
    }

    boolean remove(Item item) {
        boolean removed = items.remove(item);
        if (removed) {
            size.decrementAndGet();
        }
        return removed;
    }

    void wake() {
        calls.release();
    }

    /** Says that a worker of this queue has got on. */
    void move() {
        moved = engine.ticker.now();
    }

    int size() {
        return size.get();
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
        for (Item item = next(); item != null; item = next()) {
            item.refuse(reason.get());
        }
    }

    /** Ends what has waited longer than it wanted to. */
    void expire(long now) {
        long since = moved;
        for (Item item : items) {
            if (item.waitedTooLong(since, now) && remove(item)) {
                item.timeOut();
            }
        }
    }
}
