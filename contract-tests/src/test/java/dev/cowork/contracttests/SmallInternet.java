package dev.cowork.contracttests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A network of its own, in which public addresses lead to a site of ours: a process with a server and that site, cut off from every other
 * network. So what an agent fetches there is seen from outside the server, and nobody else is asked.
 */
final class SmallInternet {

    /** The site's address: public, and no number of this machine's own. */
    static final String SITE = "http://93.184.216.34";

    private static final String HOSTS = """
            127.0.0.1 localhost
            93.184.216.34 site.example.org
            127.0.0.1 inside.example.org
            93.184.216.34 mixed.example.org
            10.1.2.3 mixed.example.org
            """;
    private static final String BORDERS = "ip link set lo up && ip route add local 93.184.216.0/24 dev lo"
            + " && mount --bind \"$0\" /etc/hosts && exec \"$@\"";
    private static final String RESULT = "result ";

    private SmallInternet() {}

    /**
     * What came of a fetch.
     *
     * @param ok whether the tool says that it worked
     * @param said what the model reads
     * @param inside how many requests have come by this machine's own addresses by then
     */
    record Fetched(boolean ok, String said, int inside) {}

    /** Has an agent fetch these, one after the other; the test is left out where no network of its own can be had. */
    static Map<String, Fetched> fetch(List<String> urls) throws IOException, InterruptedException {
        Path hosts = Files.writeString(Files.createTempFile("cowork-hosts-", ""), HOSTS);
        try {
            assumeTrue(can(hosts), "a network of its own can be made here");
            List<String> words = new ArrayList<>(borders(hosts));
            words.add(ProcessHandle.current().info().command().orElse("java"));
            for (String property : List.of("cowork.root", "cowork.server.directory")) {
                if (System.getProperty(property) != null) {
                    words.add("-D" + property + "=" + System.getProperty(property));
                }
            }
            words.addAll(List.of("-cp", System.getProperty("java.class.path"), SmallInternet.class.getName()));
            words.addAll(urls);
            Process process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Map<String, Fetched> results = new HashMap<>();
            process.inputReader(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(RESULT))
                    .map(line -> Bundle.JSON.readTree(line.substring(RESULT.length())))
                    .forEach(result -> results.put(
                            result.path("url").asString(),
                            new Fetched(
                                    result.path("ok").asBoolean(),
                                    result.path("said").asString(),
                                    result.path("inside").asInt())));
            if (process.waitFor() != 0 || results.size() != urls.size()) {
                throw new AssertionError("The small internet broke down: " + results);
            }
            return results;
        } finally {
            Files.delete(hosts);
        }
    }

    private static List<String> borders(Path hosts) {
        return List.of("unshare", "--map-root-user", "--net", "--mount", "sh", "-c", BORDERS, hosts.toString());
    }

    private static boolean can(Path hosts) {
        List<String> words = new ArrayList<>(borders(hosts));
        words.add("true");
        return Programs.succeeds(words.toArray(String[]::new));
    }

    /** Inside: serves the site, has each argument fetched and prints what came of it. */
    public static void main(String[] urls) throws IOException {
        AtomicInteger inside = new AtomicInteger();
        HttpServer site = HttpServer.create(new InetSocketAddress(80), 0);
        site.createContext("/", exchange -> {
            if (exchange.getLocalAddress().getAddress().isLoopbackAddress()) {
                inside.incrementAndGet();
            }
            answer(exchange);
        });
        site.start();
        try (ServerProcess server = ServerProcess.start()) {
            server.api()
                    .call(
                            "PUT",
                            "/permissions",
                            Bundle.JSON
                                    .createObjectNode()
                                    .put("tool", "web_fetch")
                                    .put("effect", "allow"));
            for (String url : urls) {
                ObjectNode result = fetched(server, url).put("inside", inside.get());
                System.out.println(RESULT + result);
            }
        } finally {
            site.stop(0);
        }
    }

    private static ObjectNode fetched(ServerProcess server, String url) {
        String message = "/tool web_fetch " + Bundle.JSON.createObjectNode().put("url", url);
        try (StrictReader reader = StrictReader.open(
                server.base(), Api.turn("abroad", message), new StrictSchemas(ServedBundle.of(server.base())))) {
            return reader.rest().stream()
                    .map(frame -> frame.data())
                    .filter(data -> data.path("thought_role").asString("").equals("thought.tool_call.end"))
                    .map(data -> Bundle.JSON
                            .createObjectNode()
                            .put("url", url)
                            .put("ok", data.path("ok").asBoolean(false))
                            .put("said", data.path("content").asString("")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String to = exchange.getRequestURI().getQuery();
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            switch (path) {
                case "/to" -> {
                    exchange.getResponseHeaders().set("Location", to);
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/large" -> send(exchange, "x".repeat(5 << 20).getBytes(StandardCharsets.US_ASCII));
                case "/packed" -> {
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    send(exchange, packed(20 << 20));
                }
                default -> send(exchange, "the words of the site".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] packed(int length) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(all)) {
            out.write(new byte[length]);
        }
        return all.toByteArray();
    }
}
