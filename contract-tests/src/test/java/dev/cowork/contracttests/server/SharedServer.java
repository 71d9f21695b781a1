package dev.cowork.contracttests.server;

import dev.cowork.contracttests.schema.StrictSchemas;

/** One server for all tests that leave nothing behind but conversations of their own. */
public final class SharedServer {

    private static final ServerProcess SERVER = start();
    private static final StrictSchemas SCHEMAS = new StrictSchemas(ServedBundle.of(SERVER.base()));

    private SharedServer() {}

    private static ServerProcess start() {
        ServerProcess server = ServerProcess.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return server;
    }

    /** The server. Nobody stops it. */
    public static ServerProcess server() {
        return SERVER;
    }

    /** Its client. */
    public static Api api() {
        return SERVER.api();
    }

    /** The closed schemas of the contract it serves. */
    public static StrictSchemas schemas() {
        return SCHEMAS;
    }
}
