package dev.cowork.server.platform.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RawHttp;
import dev.cowork.server.testing.RunningServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;

class StoppingTest {

    @Test
    void running_work_is_ended_while_the_web_server_and_the_database_still_answer() {
        List<String> seen = new CopyOnWriteArrayList<>();
        RunningServer server = RunningServer.own(
                Map.of(), context -> context.getBeanFactory().registerSingleton("work", new Work(context, seen)));
        ((Work) server.context().getBean("work")).port = server.port();

        server.close();

        assertThat(seen).containsExactly("web HTTP/1.1 404", "database 1");
    }

    /** Stands in for the turns, which end in this phase. */
    private static final class Work implements SmartLifecycle {

        private final ConfigurableApplicationContext context;
        private final List<String> seen;
        private volatile int port;
        private volatile boolean running;

        Work(ConfigurableApplicationContext context, List<String> seen) {
            this.context = context;
            this.seen = seen;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            seen.add("web "
                    + RawHttp.send(port, "GET /none HTTP/1.1\nHost: localhost\n\n")
                            .substring(0, 12));
            Long one = context.getBean(DatabaseClient.class)
                    .sql("select 1")
                    .map(row -> row.get(0, Long.class))
                    .one()
                    .block();
            seen.add("database " + one);
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return Integer.MAX_VALUE - 10;
        }
    }
}
