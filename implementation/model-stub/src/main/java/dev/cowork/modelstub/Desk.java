package dev.cowork.modelstub;

import dev.cowork.modelstub.http.ClientGone;
import dev.cowork.modelstub.http.Exchange;
import dev.cowork.modelstub.http.HttpRequest;
import dev.cowork.modelstub.script.Plan;
import dev.cowork.modelstub.script.Rules;
import dev.cowork.modelstub.script.Script;
import dev.cowork.modelstub.script.ScriptException;
import dev.cowork.modelstub.wire.Dialect;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.PrefixCache;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Seal;
import dev.cowork.modelstub.wire.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers every request: checks it, records it, and has its script played. */
final class Desk {

    private static final List<String> SOME_MODELS = List.of("stub-large", "stub-small");

    private final ModelStubOptions options;
    private final Recorder recorder = new Recorder();
    private final Routes routes = new Routes();
    private final PrefixCache cache = new PrefixCache();
    private final Overloads overloads = new Overloads();
    private final AtomicLong counter = new AtomicLong();

    private volatile Rules rules;

    Desk(ModelStubOptions options) {
        this.options = options;
        this.rules = options.rules();
    }

    List<RecordedRequest> requests() {
        return recorder.all();
    }

    void clear() {
        recorder.clear();
        cache.clear();
        overloads.clear();
    }

    /** Loads what the first request would have to wait for. */
    void warmUp() {
        Json.bytes(Json.array(Json.object().put("é", 1)));
        Json.parse("{}");
        Seal.digest(List.of(Seal.sign("")));
        Script.isIn("!say");
    }

    void answer(Exchange exchange) {
        HttpRequest request = exchange.request();
        if (request.path().startsWith("/stub/")) {
            control(exchange);
            return;
        }
        Routes.Route route = routes.of(request);
        Dialect dialect = route.dialect();
        String key = Routes.key(request);
        JsonNode body = Json.parse(request.body());
        String name = route.target() == Routes.Target.NOTHING ? "" : dialect.name();
        recorder.add(exchange, name, key, body);
        String requestId = "req_01" + Seal.digest(List.of(request.path())).substring(0, 10) + counter.incrementAndGet();
        try {
            if (options.key() != null && !options.key().equals(key)) {
                throw dialect.unauthorized(key);
            }
            serve(exchange, route, key, body, requestId);
        } catch (Problem problem) {
            Map<String, String> headers = new HashMap<>(dialect.headers(requestId));
            headers.putAll(problem.headers());
            json(exchange, problem.status(), headers, dialect.error(problem, requestId));
        } catch (ClientGone e) {
            throw e;
        } catch (RuntimeException e) {
            // a fault of the stub must not look like a client that went
            e.printStackTrace();
            Problem problem = dialect.failure(500, null).about("The model stub failed: " + e);
            exchange.abandon(500, Json.bytes(dialect.error(problem, requestId)));
        }
    }

    private void serve(
            Exchange exchange, Routes.Route route, @Nullable String key, @Nullable JsonNode body, String requestId)
            throws Problem {
        Dialect dialect = route.dialect();
        Map<String, String> headers = dialect.headers(requestId);
        switch (route.target()) {
            case ANSWER -> play(exchange, dialect, key, object(dialect, body), headers);
            case COUNT -> json(exchange, 200, headers, routes.anthropic().count(object(dialect, body)));
            case MODELS -> json(exchange, 200, headers, dialect.models(models()));
            case MODEL -> {
                String path = exchange.request().path();
                String model = path.substring(path.indexOf("/models/") + "/models/".length());
                checkModel(dialect, model);
                json(exchange, 200, headers, dialect.model(model));
            }
            case NOTHING -> {
                HttpRequest request = exchange.request();
                throw dialect.failure(404, null).about("Invalid URL (" + request.method() + " " + request.path() + ")");
            }
        }
    }

    private void play(
            Exchange exchange, Dialect dialect, @Nullable String key, JsonNode body, Map<String, String> headers)
            throws Problem {
        dialect.checkHeaders(exchange.request());
        Turn turn = dialect.read(body);
        checkModel(dialect, turn.model());
        Plan plan;
        try {
            plan = rules.answer(turn.asked());
        } catch (ScriptException e) {
            throw dialect.invalid(String.valueOf(e.getMessage()));
        }
        String scope = dialect.name() + " " + turn.model() + " " + key;
        List<String> told = new ArrayList<>(turn.transcript());
        told.addFirst(scope);
        String conversation = Seal.digest(told);
        String id =
                conversation.substring(0, 12) + String.format(java.util.Locale.ROOT, "%06d", counter.incrementAndGet());
        Play.Stage stage = new Play.Stage(exchange, dialect, turn, headers, cache, overloads, scope, conversation);
        Play play = turn.stream() ? new StreamedPlay(stage, plan, id) : new WholePlay(stage, plan, id);
        play.run();
    }

    private static JsonNode object(Dialect dialect, @Nullable JsonNode body) throws Problem {
        if (body == null || !body.isObject()) {
            throw dialect.invalid("We could not parse the JSON body of your request: an object is expected.");
        }
        return body;
    }

    private void checkModel(Dialect dialect, String model) throws Problem {
        if (!options.models().isEmpty() && !options.models().contains(model)) {
            throw dialect.unknownModel(model);
        }
    }

    private List<String> models() {
        return options.models().isEmpty() ? SOME_MODELS : options.models();
    }

    private void control(Exchange exchange) {
        String what = exchange.request().method() + " " + exchange.request().path();
        switch (what) {
            case "GET /stub/health" -> {
                ObjectNode health = Json.object().put("status", "ok").put("requests", recorder.count());
                json(exchange, 200, Map.of(), health.put("running", recorder.running()));
            }
            case "GET /stub/faults" -> json(exchange, 200, Map.of(), Fault.json());
            case "PUT /stub/rules" -> rules(exchange);
            case "GET /stub/requests" -> {
                ObjectNode list = Json.object();
                ArrayNode requests = list.putArray("requests");
                recorder.all().forEach(request -> requests.add(request.json()));
                json(exchange, 200, Map.of(), list);
            }
            case "DELETE /stub/requests" -> {
                clear();
                exchange.send(204, Map.of(), new byte[0]);
            }
            default -> exchange.send(404, Map.of(), "no such page\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void rules(Exchange exchange) {
        try {
            rules = Rules.of(new String(exchange.request().body(), StandardCharsets.UTF_8));
            exchange.send(204, Map.of(), new byte[0]);
        } catch (ScriptException e) {
            json(exchange, 400, Map.of(), Json.object().put("error", e.getMessage()));
        }
    }

    private static void json(Exchange exchange, int status, Map<String, String> headers, JsonNode body) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("content-type", "application/json");
        exchange.send(status, all, Json.bytes(body));
    }
}
