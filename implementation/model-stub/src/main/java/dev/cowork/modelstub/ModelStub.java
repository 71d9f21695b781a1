package dev.cowork.modelstub;

import dev.cowork.modelstub.http.HttpListener;
import java.io.IOException;
import java.util.List;

/** A running model stub. */
public final class ModelStub implements AutoCloseable {

    private final HttpListener listener;
    private final Desk desk;

    private ModelStub(HttpListener listener, Desk desk) {
        this.listener = listener;
        this.desk = desk;
    }

    /**
     * Starts a stub. It answers as soon as this returns.
     *
     * @throws IOException when the port is taken
     */
    public static ModelStub start(ModelStubOptions options) throws IOException {
        Desk desk = new Desk(options);
        ModelStub stub = new ModelStub(new HttpListener(options.port(), desk::answer), desk);
        Thread.ofVirtual().name("model-stub-warm-up").start(desk::warmUp);
        return stub;
    }

    /** Where it answers: {@code http://127.0.0.1:PORT}, without a slash at the end. */
    public String baseUrl() {
        return "http://127.0.0.1:" + listener.port();
    }

    /** The newest requests, oldest first, as they stand now. */
    public List<RecordedRequest> requests() {
        return desk.requests();
    }

    /** Forgets the requests, what is cached and who was told of an overload. */
    public void clear() {
        desk.clear();
    }

    void join() throws InterruptedException {
        listener.join();
    }

    /** Stops listening and closes every connection, running ones too. */
    @Override
    public void close() {
        listener.close();
    }
}
