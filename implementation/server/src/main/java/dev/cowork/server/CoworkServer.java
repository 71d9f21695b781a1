package dev.cowork.server;

import dev.cowork.server.platform.serve.Launcher;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application, and where the process begins. */
@SpringBootApplication
public class CoworkServer {

    /** @param arguments the command: {@code serve} (the default), {@code setup} or {@code help} */
    public static void main(String[] arguments) {
        Launcher.main(CoworkServer.class, arguments);
    }
}
