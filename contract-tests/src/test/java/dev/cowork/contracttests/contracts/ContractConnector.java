package dev.cowork.contracttests.contracts;

import dev.cowork.contracttests.server.Http;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Takes the requests of contracts to a real server: made-up ids become real ones on the way and back. */
final class ContractConnector implements ClientHttpConnector {

    /** What the server answered, with the made-up ids. */
    record Answer(int status, String mediaType, String body) {}

    private final URI base;
    private final Map<String, String> ids;
    private volatile @Nullable Answer last;

    ContractConnector(URI base, Map<String, String> ids) {
        this.base = base;
        this.ids = ids;
    }

    Answer last() {
        Answer answer = last;
        if (answer == null) {
            throw new AssertionError("The contract sent nothing.");
        }
        return answer;
    }

    @Override
    public Mono<ClientHttpResponse> connect(
            HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> callback) {
        var request = new MockClientHttpRequest(method, uri);
        return callback.apply(request)
                .then(Mono.defer(request::getBodyAsString))
                .publishOn(Schedulers.boundedElastic())
                .map(body -> send(request, body));
    }

    private ClientHttpResponse send(MockClientHttpRequest request, String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.getHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Content-Length")) {
                headers.put(name, String.join(", ", values));
            }
        });
        URI uri = request.getURI();
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        var sent =
                new Http.Request(request.getMethod().name(), real(target), headers, body.isEmpty() ? null : real(body));
        Http.Response received = Http.send(base, sent);
        last = new Answer(received.status(), received.mediaType(), madeUp(received.body()));
        var response = new MockClientHttpResponse(HttpStatus.valueOf(received.status()));
        received.headers().forEach((name, value) -> response.getHeaders().add(name, value));
        response.getHeaders().remove("content-length");
        response.getHeaders().remove("transfer-encoding");
        response.setBody(last().body());
        return response;
    }

    private String real(String text) {
        String changed = text;
        for (var id : ids.entrySet()) {
            changed = changed.replace(id.getKey(), id.getValue());
        }
        return changed;
    }

    private String madeUp(String text) {
        String changed = text;
        for (var id : ids.entrySet()) {
            changed = changed.replace(id.getValue(), id.getKey());
        }
        return changed;
    }
}
