package dev.cowork.server.web;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.web.FetchFailure;
import dev.cowork.server.platform.web.GuardedHttp;
import dev.cowork.server.platform.web.WebAddress;
import dev.cowork.server.platform.web.WebAnswer;
import dev.cowork.server.platform.web.WebRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Reads a page of the web. */
@Component
final class WebFetchTool implements Tool {

    private final GuardedHttp http;

    WebFetchTool(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public String name() {
        return "web_fetch";
    }

    @Override
    public String description() {
        return "Reads a public page of the web: HTML as plain text with its links, text and JSON as they are. Nothing else can be read"
                + " with it, and no page that needs a login. Of a long page it shows the beginning and the end; read on with offset.";
    }

    @Override
    public JsonNode parameters() {
        return FetchArguments.schema();
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public Mono<Access> access(ToolCall call) {
        return Mono.fromSupplier(
                () -> Access.network(FetchArguments.address(call.arguments()).host()));
    }

    @Override
    public String label(JsonNode arguments) {
        try {
            return "Reading " + FetchArguments.address(arguments).shown();
        } catch (FetchFailure | Problem unreadable) {
            return "Reading a web page";
        }
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return Mono.fromSupplier(() -> FetchArguments.of(call.arguments()))
                .flatMap(asked -> fetch(asked, call))
                .onErrorResume(FetchFailure.class, failure -> Mono.just(ToolResult.failed(failure.sentence())))
                .onErrorResume(Problem.class, problem -> Mono.just(ToolResult.failed(problem.detail())));
    }

    private Mono<ToolResult> fetch(FetchArguments asked, ToolCall call) {
        WebAddress address = asked.address();
        call.progress().accept("Asking " + address.host());
        return http.get(new WebRequest(address, PageReader::reads, next -> sameSite(address, next), call.progress()))
                .map(answer -> result(answer, asked));
    }

    /** The policy was asked about the host of the address. What redirects to another one is told, so that it is asked about that too. */
    private static boolean sameSite(WebAddress asked, WebAddress next) {
        return bare(asked.host()).equals(bare(next.host()));
    }

    private static String bare(String host) {
        return host.startsWith("www.") ? host.substring(4) : host;
    }

    private static ToolResult result(WebAnswer answer, FetchArguments asked) {
        String text = PageReader.text(answer);
        if (text == null) {
            return ToolResult.failed("The address leads to something that is no text, which is not read.");
        }
        if (asked.offset() > 0 && asked.offset() >= text.length()) {
            return ToolResult.failed(
                    "The page has " + text.length() + " characters, so none from offset " + asked.offset() + " on.");
        }
        String page = Quotation.of(answer.address().toString(), TextWindow.of(text, asked.offset(), asked.most()));
        String shown = answer.address().shown();
        return answer.status() < 400
                ? ToolResult.done(page, shown + ": " + text.length() + " characters")
                : new ToolResult(
                        false,
                        "The server answered with status " + answer.status() + ".\n" + page,
                        shown + ": status " + answer.status());
    }
}
