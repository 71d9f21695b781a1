package dev.cowork.server;

import dev.cowork.server.ask.Ask;
import dev.cowork.server.platform.serve.Launcher;
import dev.cowork.server.platform.serve.Variables;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application, and where the process begins. */
@SpringBootApplication
public class CoworkServer {

    /** @param arguments the command: {@code serve} (the default), {@code ask}, {@code setup} or {@code help} */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (!words.isEmpty() && words.getFirst().equals("ask")) {
            Variables variables = new Variables(System.getenv());
            System.exit(Ask.run(words.subList(1, words.size()), variables, System.in, System.out, System.err));
        }
        Launcher.main(CoworkServer.class, arguments);
    }
}
