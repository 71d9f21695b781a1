package dev.cowork.r2dbc.sqlite.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bounded queue of tasks: refuses when full, and when it is closed. */
final class WorkQueue {

    private final LinkedBlockingQueue<Item> items;
    private final int capacity;
    private final Failures failures;
    private final Counters counters;
    private volatile @Nullable Supplier<RuntimeException> refusal;

    WorkQueue(int capacity, Failures failures, Counters counters) {
        this.items = new LinkedBlockingQueue<>(capacity);
        this.capacity = capacity;
        this.failures = failures;
        this.counters = counters;
    }

    /** Appends the task, or fails it at once. Never waits. */
    void submit(Task<?> task) {
        if (task.isCancelled() || refused(task)) {
            return;
        }
        task.queuedIn(this);
        if (!items.offer(task)) {
            counters.refused();
            task.fail(failures.queueFull(capacity));
        } else if (refusal != null && items.remove(task)) {
            // closed in between, and perhaps nobody takes from the queue any more
            refused(task);
        }
    }

    private boolean refused(Task<?> task) {
        Supplier<RuntimeException> reason = refusal;
        if (reason == null) {
            return false;
        }
        task.fail(reason.get());
        return true;
    }

    Item take() throws InterruptedException {
        return items.take();
    }

    @Nullable
    Item poll() {
        return items.poll();
    }

    void remove(Task<?> task) {
        items.remove(task);
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
        for (Item item : left) {
            if (item instanceof Task<?> task) {
                task.fail(reason.get());
            }
        }
    }

    /** Fails the tasks that have waited longer than they wanted to. */
    void expire(long now) {
        List<Task<?>> late = new ArrayList<>();
        items.removeIf(item -> item instanceof Task<?> task && task.waitedTooLong(now) && late.add(task));
        for (Task<?> task : late) {
            task.fail(failures.lockTimeout(Duration.ofNanos(task.request.lockWaitNanos())));
        }
    }
}
