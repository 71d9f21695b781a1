package dev.cowork.r2dbc.sqlite.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** The end of a transaction. Once submitted it is carried out, whether or not somebody still listens. */
final class Finish extends Task<Void> {

    private static final Patience FOR_EVER = new Patience(Duration.ZERO, true);

    private final boolean commit;

    private Finish(boolean commit, CoreSubscriber<? super Void> actual, Engine engine) {
        super(
                new Request<>(Mode.ALONE, false, commit ? "COMMIT" : "ROLLBACK", s -> null, FOR_EVER, 0),
                actual,
                engine,
                engine.settings.emitOn());
        this.commit = commit;
    }

    /** Makes the task and gives the subscriber its subscription; the task is yet to be queued. */
    static Finish create(boolean commit, CoreSubscriber<? super Void> actual, Engine engine) {
        Deaf deaf = new Deaf(actual);
        actual.onSubscribe(deaf);
        return new Finish(commit, deaf, engine);
    }

    boolean isCommit() {
        return commit;
    }

    @Override
    void fail(Throwable e) {
        if (commit) {
            super.fail(e);
        } else if (start()) {
            // the transaction is over, which is all a rollback wants
            answer();
        }
    }

    /** Swallows a cancel: from then on the subscriber hears nothing, but the task goes on. */
    private static final class Deaf implements CoreSubscriber<Void>, Subscription {

        private volatile @Nullable CoreSubscriber<? super Void> actual;

        Deaf(CoreSubscriber<? super Void> actual) {
            this.actual = actual;
        }

        @Override
        public void onSubscribe(Subscription s) {
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Void v) {}

        @Override
        public void onError(Throwable e) {
            CoreSubscriber<? super Void> listener = actual;
            if (listener != null) {
                listener.onError(e);
            }
        }

        @Override
        public void onComplete() {
            CoreSubscriber<? super Void> listener = actual;
            if (listener != null) {
                listener.onComplete();
            }
        }

        @Override
        public void request(long n) {
            Operators.validate(n);
        }

        @Override
        public void cancel() {
            actual = null;
        }
    }
}
