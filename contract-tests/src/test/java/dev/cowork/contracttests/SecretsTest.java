package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.models.ModelServer;
import dev.cowork.contracttests.models.ModelSettings;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Catches: a secret anywhere but where it belongs. Every kind of secret is seeded - stored, inside a card, inside a header for a provider, in
 * the environment, in the file of the home, sent to be tried, in what a project says about MCP servers - and a middle part of each is then
 * looked for in everything that the server lets out.
 */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsTest {

    /** What a program needs to run at all. */
    private static final Set<String> USUAL = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "USER",
            "LOGNAME",
            "SHELL",
            "TMPDIR",
            "TEMP",
            "TMP",
            "TERM",
            "COWORK_CHILD_OF");

    private static final Pattern RESPONSE = Pattern.compile("resp_[A-Za-z0-9]+");
    private static final Map<String, String> STORED = Map.of(
            "openai_api_key", "stored-open-Qm81xZt5Wv20",
            "gemini_api_key", "stored-gemi-Lp47cRd9Ks66",
            "minds_api_key", "stored-mind-Xa93hNf2Ej71");
    private static final String COMPATIBLE = "stored-comp-Ty58bVg1Uo34";
    private static final String CARD = "in-a-card-Zk62mWq8Ci05x";
    private static final String HEADER = "in-a-header-Yc39rTs6Nm57pJe";
    private static final String MCP_VARIABLE = "mcp-variable-Hd71gVx4Wq80kLa";
    private static final String MCP_HEADER = "mcp-header-Uf25zBn8Ro43yCi";
    private static final String TRIED = "only-tried-Bn19sPd4Hl87";
    private static final String ENVIRONMENT = "environment-Gr76fJx3Ov42";
    private static final String FILE = "in-the-file-Mw25tYc6Ae98";
    private static final String MASTER = "master-key-Dq30vLh7Ns51uBz";
    private static final String TOKEN = "auth-token-Ki84wEp0Rf13";

    private ModelServer models;
    private ServerProcess server;
    private Api api;
    private HttpServer far;
    private String project = "";

    @BeforeAll
    void seed() throws IOException {
        models = new ModelServer();
        Path home = ServerProcess.newHome();
        Path data = Files.createDirectories(home.resolve("data"));
        Files.writeString(data.resolve(".env"), "ANTON_ANTHROPIC_API_KEY=" + FILE + "\nSOME_PASSWORD=" + FILE + "\n");
        server = ServerProcess.start(
                home,
                Map.of(
                        "LOG_LEVEL", "TRACE",
                        "COWORK_SHELL", "allow",
                        "COWORK_MCP", "allow",
                        "COWORK_MASTER_KEY", MASTER,
                        "COWORK_AUTH_TOKEN", TOKEN,
                        "ANTON_MINDS_API_KEY", ENVIRONMENT,
                        "GEMINI_API_KEY", ENVIRONMENT));
        api = server.api();
        Map<String, String> values = new LinkedHashMap<>(STORED);
        values.put("providers_json", "[{\"type\":\"openai-compatible\",\"apiKey\":\"" + CARD + "\"}]");
        values.put("provider_headers", "{\"openai-compatible\":{\"X-Team\":\"" + HEADER + "\"}}");
        values.putAll(ModelSettings.of(models.url(), "scripted", COMPATIBLE));
        free("the answer to storing", api.settings(values).toString());
        seedServers();
    }

    /** One that stays, one that says on its way out what it was given, and one far away that says back what it was sent. */
    private void seedServers() throws IOException {
        far = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        far.createContext(
                "/",
                exchange -> ModelServer.send(
                        exchange,
                        500,
                        "no good: " + exchange.getRequestHeaders().getFirst("X-Far")));
        far.start();
        JsonNode made =
                api.call("POST", "/projects", Bundle.JSON.createObjectNode().put("name", "with servers"));
        project = made.path("id").asString();
        Files.writeString(Path.of(made.path("path").asString()).resolve(".mcp.json"), """
                {"mcpServers": {
                  "stays": {"command": "sleep", "args": ["600"], "env": {"GIVEN_KEY": "%1$s"}},
                  "tells": {"command": "sh", "args": ["-c", "echo was given $GIVEN_KEY >&2; exit 3"], "env": {"GIVEN_KEY": "%1$s"}},
                  "far": {"type": "http", "url": "http://127.0.0.1:%2$d/mcp", "headers": {"X-Far": "%3$s"}}}}
                """.formatted(
                        MCP_VARIABLE, far.getAddress().getPort(), MCP_HEADER));
    }

    @AfterAll
    void stop() {
        // asked to end, so that it ends the MCP server that stays
        server.stop(Duration.ofSeconds(20));
        server.close();
        models.close();
        far.stop(0);
    }

    private static List<String> secrets() {
        List<String> secrets = new ArrayList<>(STORED.values());
        secrets.addAll(
                List.of(COMPATIBLE, CARD, HEADER, MCP_VARIABLE, MCP_HEADER, TRIED, ENVIRONMENT, FILE, MASTER, TOKEN));
        return secrets;
    }

    /** The middle, so that a secret that is only cut or masked at its ends is found too. */
    private static String middle(String secret) {
        return secret.substring(secret.length() - 12, secret.length() - 3);
    }

    private static void free(String where, String text) {
        assertThat(secrets().stream().filter(secret -> text.contains(middle(secret))))
                .as("what %s shows", where)
                .isEmpty();
    }

    private String send(String method, String path, String body) {
        return exchange(method, Api.path(path), body);
    }

    private String exchange(String method, String path, String body) {
        Http.Request request = Http.Request.of(method, path);
        Http.Response response = api.send(body.isEmpty() ? request : request.json(body));
        return response.status() + " " + response.headers() + " " + response.body();
    }

    @Test
    void itIsInNoAnswer() {
        for (String path : List.of(
                "/settings", "/settings/raw", "/settings/configured", "/settings/recommended-models", "/health")) {
            free(path, send("GET", path, ""));
        }
        free("validate", send("POST", "/settings/validate", "{}"));
        free("trials", send("POST", "/settings/test-providers", ""));
        free(
                "a trial",
                send(
                        "POST",
                        "/settings/validate-provider",
                        "{\"provider\":\"openai-compatible\",\"apiKey\":\"" + TRIED + "\",\"baseUrl\":\"" + models.url()
                                + "\",\"model\":\"scripted\"}"));
    }

    @Test
    void itIsInNoProblem() {
        for (String secret : secrets()) {
            free("unknown key", send("PUT", "/settings/no_such", "{\"value\":\"" + secret + "\"}"));
            free("not a number", send("PUT", "/settings/max_tool_rounds", "{\"value\":\"" + secret + "\"}"));
            free("not an address", send("PUT", "/settings/openai_base_url", "{\"value\":\"" + secret + "\"}"));
            free("headers", send("PUT", "/settings/provider_headers", "{\"value\":[\"" + secret + "\"]}"));
            free("cards", send("PUT", "/settings/providers_json", "{\"value\":\"[{" + secret + "\"}"));
            free("broken", send("PUT", "/settings/openai_api_key", "{\"value\":\"" + secret));
            free("another type", send("PUT", "/settings/openai_api_key", "{\"value\":[\"" + secret + "\"]}"));
            free("two words", send("PUT", "/settings/openai_api_key", "{\"value\":\"a b " + secret + "\"}"));
            free("variables", send("POST", "/settings/raw", "{\"content\":\"ANTON_PUBLISH_URL=" + secret + "\"}"));
        }
    }

    @Test
    void itIsInNoFrameAlsoWhenTheProviderSaysItBack() throws IOException {
        models.then(refused());
        free("a refusal", turn("refused", "hello"));
        models.then(odd());
        free("another", turn("odd", "hello"));
        free("items", api.items("refused").toString() + api.items("odd"));
    }

    private static ModelServer.Script refused() {
        return ModelServer.refusal(401, "invalid_api_key", "Incorrect API key provided: " + COMPATIBLE + HEADER);
    }

    private static ModelServer.Script odd() {
        return exchange -> {
            exchange.getResponseHeaders().set("X-Key", COMPATIBLE);
            ModelServer.send(
                    exchange, 418, COMPATIBLE + exchange.getRequestHeaders().getFirst("X-Team"));
        };
    }

    @Test
    void itIsInNothingThatOfficialClientsReadAlsoWhenTheProviderSaysItBack() {
        String base = "/openai/v1";
        for (boolean stream : List.of(true, false)) {
            for (ModelServer.Script script : List.of(refused(), odd())) {
                models.then(script);
                String answer =
                        exchange("POST", base + "/responses", "{\"input\":\"hello\",\"stream\":" + stream + "}");
                assertThat(answer).contains("failed");
                free("an official answer", answer);
                Matcher id = RESPONSE.matcher(answer);
                assertThat(id.find()).as(answer).isTrue();
                free("read again", exchange("GET", base + "/responses/" + id.group(), ""));
                free("streamed again", exchange("GET", base + "/responses/" + id.group() + "?stream=true", ""));
                free("what went in", exchange("GET", base + "/responses/" + id.group() + "/input_items", ""));
            }
        }
        free("models", exchange("GET", base + "/models", ""));
        for (String secret : secrets()) {
            free("a problem", exchange("POST", base + "/responses", "{\"input\":[{\"" + secret + "\":\"" + secret));
        }
    }

    /** A turn in the project with servers. */
    private String withServers(String conversation) {
        ObjectNode message = Api.message(conversation, "/tool mcp__far__any {}\n/say there", false);
        message.put("model", "rehearsal").put("project_id", project);
        return api.call("POST", "/responses", message).toString();
    }

    @Test
    void itIsInNothingThatMcpServersMakeOfATurn() {
        String answer = withServers("servers");
        String items = api.items("servers").toString();

        assertThat(items).contains("MCP server tells", "was given ***", "MCP server far", "there");
        free("items", items);
        free("the answer", answer);
        Matcher id = RESPONSE.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        free("frames", send("GET", "/responses/tail?response_id=" + id.group() + "&from_seq=0", ""));
        free("official frames", exchange("GET", "/openai/v1/responses/" + id.group() + "?stream=true", ""));
    }

    @Test
    void anMcpServerGetsWhatItsProjectGivesItAndNothingElse() {
        withServers("started");
        ProcessHandle stays = running("sleep\0" + "600");

        Map<Boolean, List<String>> environment = Stream.of(
                        process(stays, "environ").split("\0"))
                .collect(Collectors.partitioningBy(variable -> variable.startsWith("GIVEN_KEY=")));

        assertThat(environment.get(true)).containsExactly("GIVEN_KEY=" + MCP_VARIABLE);
        assertThat(environment.get(false))
                .extracting(variable -> variable.split("=", 2)[0])
                .isSubsetOf(USUAL);
        free("the rest of its environment", environment.get(false).toString());
        free("its command line", process(stays, "cmdline"));
    }

    @Test
    void itIsNotInTheEnvironmentNorTheCommandLineOfWhatAnAgentRuns() throws IOException {
        ObjectNode message = Api.message("shell", "/tool shell {\"command\":\"env; echo $$ > pid; sleep 20\"}", true);
        message.put("model", "rehearsal");
        try (StrictReader reader = StrictReader.open(
                server.base(),
                Http.Request.of("POST", Api.path("/responses")).json(message.toString()),
                new StrictSchemas(ServedBundle.of(server.base())))) {
            for (ProcessHandle child : commands()) {
                free("environment of " + child.pid(), process(child, "environ"));
                free("command line of " + child.pid(), process(child, "cmdline"));
            }
            api.cancel("shell");
            free("frames", reader.rest().toString());
        }
        free("items", api.items("shell").toString());
        free("command line of the server", Files.readString(Path.of("/proc/" + server.pid() + "/cmdline")));
    }

    @Test
    void itIsInNoLogAndInNoFileButItsOwn() throws IOException {
        turn("logged", "/say hello");
        withServers("logged-servers");
        free("the log", String.join("\n", server.stdout()) + String.join("\n", server.stderr()));
        try (Stream<Path> files = Files.walk(server.home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith(".env") && !file.endsWith(".mcp.json")) {
                    free(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private String turn(String conversation, String input) {
        return api.say(conversation, input).toString();
    }

    /** The command itself and the shell that runs it, without the MCP server that stays. */
    private List<ProcessHandle> commands() {
        // the last command itself, not the shell that will run it: what ran before has been reaped then
        running("sleep\0" + "20");
        return ProcessHandle.of(server.pid())
                .orElseThrow()
                .descendants()
                .filter(child -> !read(child, "cmdline").startsWith("sleep\0" + "600"))
                .toList();
    }

    private ProcessHandle running(String command) {
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            for (ProcessHandle child : process.descendants().toList()) {
                if (read(child, "cmdline").startsWith(command)) {
                    return child;
                }
            }
            assertThat(System.nanoTime()).as("no command runs").isLessThan(limit);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static String process(ProcessHandle process, String file) {
        String text = read(process, file);
        assertThat(text).as(file + " of " + process.pid()).isNotEmpty();
        return text;
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void itIsThereWhereItBelongs() {
        List<String> headers = new CopyOnWriteArrayList<>();
        models.then(exchange -> {
            headers.add(exchange.getRequestHeaders().getFirst("X-Team"));
            ModelServer.stream(List.of(ModelServer.text("hello"), ModelServer.finish("stop")))
                    .answer(exchange);
        });
        assertThat(turn("right", "hello")).contains("hello");
        assertThat(models.keys()).last().isEqualTo("Bearer " + COMPATIBLE);
        assertThat(headers).containsExactly(HEADER);
        assertThat(Bundle.JSON
                        .readTree(api.send(Http.Request.of("GET", Api.path("/settings/reveal-key/anthropic"))
                                        .with("Sec-Fetch-Site", "same-origin"))
                                .body())
                        .path("value")
                        .asString())
                .isEqualTo(FILE);
    }
}
