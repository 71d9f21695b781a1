package dev.cowork.server.platform.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A little web on this machine: one server that stands for a public one ({@code site.example.org}), a canary on all other addresses that
 * must hear nothing, and names that mean what a test says.
 */
public final class LocalWeb implements AutoCloseable {

    /** Answers one request. */
    public interface Page {
        Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response);
    }

    public static final String SITE = "site.example.org";

    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
    private final AtomicInteger canaryHeard = new AtomicInteger();
    private final AtomicInteger lookUps = new AtomicInteger();
    private final Map<String, Queue<List<String>>> names = new ConcurrentHashMap<>();
    private final List<GuardedHttp> clients = new ArrayList<>();
    private final DisposableServer site;
    private final DisposableServer canary = HttpServer.create()
            .host("0.0.0.0")
            .port(0)
            .doOnConnection(connection -> canaryHeard.incrementAndGet())
            .handle((request, response) -> response.sendString(Mono.just("the canary's secret")))
            .bindNow();

    public LocalWeb() {
        this(UnaryOperator.identity());
    }

    /** @param kind what kind of server the site is, for example one with TLS */
    LocalWeb(UnaryOperator<HttpServer> kind) {
        site = kind.apply(HttpServer.create().host("127.0.0.1").port(0).handle(this::answer))
                .bindNow();
        name(SITE, "127.0.0.1");
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        asked.add(request.uri());
        Map<String, String> seen = new ConcurrentHashMap<>();
        request.requestHeaders().forEach(header -> seen.put(header.getKey().toLowerCase(), header.getValue()));
        headers.add(seen);
        Page page = pages.get(request.uri());
        return page == null ? response.status(404).sendString(Mono.just("no page")) : page.answer(request, response);
    }

    /** The address of a page of the site. */
    public String url(String path) {
        return "http://" + SITE + ":" + site.port() + path;
    }

    public LocalWeb page(String path, Page page) {
        pages.put(path, page);
        return this;
    }

    public LocalWeb page(String path, String type, String body) {
        return page(
                path,
                (request, response) -> response.header("Content-Type", type).sendString(Mono.just(body)));
    }

    public LocalWeb redirect(String path, int status, String location) {
        return page(
                path,
                (request, response) ->
                        response.status(status).header("Location", location).send());
    }

    /** What a name means from now on. */
    public LocalWeb name(String name, String... numbers) {
        names.put(name, new ConcurrentLinkedQueue<>(List.of(List.of(numbers))));
        return this;
    }

    /** What a name means at its first look-up, and what at all later ones. */
    public LocalWeb changingName(String name, String first, String later) {
        names.put(name, new ConcurrentLinkedQueue<>(List.of(List.of(first), List.of(later))));
        return this;
    }

    public int sitePort() {
        return site.port();
    }

    public int canaryPort() {
        return canary.port();
    }

    /** How many connections reached the canary. */
    public int canaryHeard() {
        return canaryHeard.get();
    }

    public int lookUps() {
        return lookUps.get();
    }

    /** The paths that the site was asked for. */
    public List<String> asked() {
        return asked;
    }

    /** The headers of the requests to the site, names in small letters. */
    public List<Map<String, String>> headers() {
        return headers;
    }

    /** A client whose rules are those of production, but that the site counts as public. */
    public GuardedHttp client() {
        return client(WebLimits.USUAL);
    }

    GuardedHttp client(WebLimits limits) {
        AddressRule production = new PublicAddresses();
        InetSocketAddress exempt = new InetSocketAddress("127.0.0.1", site.port());
        GuardedHttp client =
                new GuardedHttp(this::lookUp, address -> address.equals(exempt) || production.allows(address), limits);
        clients.add(client);
        return client;
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        lookUps.incrementAndGet();
        Queue<List<String>> meanings = names.get(host);
        if (meanings == null) {
            throw new UnknownHostException(host);
        }
        List<String> numbers = meanings.size() > 1 ? meanings.poll() : meanings.peek();
        InetAddress[] addresses = new InetAddress[numbers.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = InetAddress.getByName(numbers.get(i));
        }
        return addresses;
    }

    @Override
    public void close() {
        clients.forEach(GuardedHttp::destroy);
        site.disposeNow(Duration.ofSeconds(2));
        canary.disposeNow(Duration.ofSeconds(2));
    }
}
