package dev.cowork.modelstub.http;

/** The client closed its socket, or the stub is closing: nothing more can be said on this exchange. */
public final class ClientGone extends RuntimeException {

    private static final long serialVersionUID = 1;

    ClientGone() {
        super("the client is gone", null, false, false);
    }
}
