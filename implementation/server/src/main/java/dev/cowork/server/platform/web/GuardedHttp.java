package dev.cowork.server.platform.web;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Fetches addresses that came from outside: from a model, a page, an import. It reaches public addresses only ({@link PublicAddresses}),
 * however they are spelled, whatever their names mean a moment later and wherever they redirect to. It sends no credentials, no cookies and
 * nothing of the environment, uses no proxy, and keeps no connection. Time and sizes are limited.
 */
@Component
public final class GuardedHttp implements DisposableBean {

    private static final String USER_AGENT = "CoworkServer/0.1 (an AI coworker, fetching what its user asked for)";
    private static final int LONGEST_HEADERS = 32 << 10;
    private static final int LONGEST_FIRST_LINE = 8 << 10;
    private static final int LONGEST_TYPE = 100;

    private final WebLimits limits;
    private final Semaphore places;
    private final Scheduler lookUps = Schedulers.newBoundedElastic(4, 64, "web-names");
    private final Scheduler work = Schedulers.newBoundedElastic(4, 64, "web");
    private final JudgedNames names;
    private final HttpClient client;

    @Autowired
    GuardedHttp() {
        this(InetAddress::getAllByName, new PublicAddresses(), WebLimits.USUAL);
    }

    /** For tests, which have no public address to ask: nothing that a setting or a request says leads here. */
    GuardedHttp(NameService nameService, AddressRule rule, WebLimits limits) {
        this.limits = limits;
        this.places = new Semaphore(limits.atOnce());
        this.names = new JudgedNames(nameService, rule, lookUps);
        this.client = HttpClient.create(ConnectionProvider.newConnection())
                .followRedirect(false)
                .resolver(names)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(limits.connect().toMillis()))
                .httpResponseDecoder(
                        spec -> spec.maxHeaderSize(LONGEST_HEADERS).maxInitialLineLength(LONGEST_FIRST_LINE))
                .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, USER_AGENT)
                        .set(HttpHeaderNames.ACCEPT, "text/html, text/*;q=0.9, application/json;q=0.9, */*;q=0.5")
                        .set(HttpHeaderNames.ACCEPT_ENCODING, Unpacking.ACCEPTED));
    }

    /**
     * Asks with GET and follows redirects, each judged like the first address; none leads from https to http.
     *
     * @param request what to fetch
     * @return the answer, on a thread on which it may be worked with; or a {@link FetchFailure}. Cancelling closes the connection.
     */
    public Mono<WebAnswer> get(WebRequest request) {
        return Mono.defer(() -> {
                    if (!places.tryAcquire()) {
                        return Mono.error(FetchFailures.busy());
                    }
                    return follow(request.address(), request, limits.redirects())
                            .timeout(limits.whole())
                            .doFinally(signal -> places.release());
                })
                .onErrorMap(FetchFailures::of);
    }

    private Mono<WebAnswer> follow(WebAddress address, WebRequest request, int left) {
        return client.get()
                .uri(address.uri())
                .response((response, body) -> step(response, body, request))
                .next()
                .flatMap(step -> switch (step) {
                    case Step.Body read ->
                        Mono.fromCallable(() -> answer(address, read)).subscribeOn(work);
                    case Step.Elsewhere elsewhere -> {
                        WebAddress next = Redirects.next(address, elsewhere.location(), left);
                        if (!request.follows().test(next)) {
                            throw Redirects.notFollowed(next);
                        }
                        request.progress().accept("Redirected to " + next.shown());
                        yield follow(next, request, left - 1);
                    }
                });
    }

    /** What the first lines of an answer lead to. */
    private sealed interface Step {
        record Elsewhere(String location) implements Step {}

        @SuppressWarnings("ArrayRecordComponent")
        record Body(int status, @Nullable MediaType type, String coding, byte[] bytes) implements Step {}
    }

    private Mono<Step> step(HttpClientResponse response, ByteBufFlux body, WebRequest request) {
        int status = response.status().code();
        String location = response.responseHeaders().get(HttpHeaderNames.LOCATION);
        if (location != null && Redirects.STATUSES.contains(status)) {
            return Mono.just(new Step.Elsewhere(location));
        }
        MediaType type = type(response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE));
        if (!request.wanted().test(type)) {
            return Mono.error(
                    new FetchFailure(Kind.UNREADABLE, "The address leads to " + plain(type) + ", which is not read."));
        }
        request.progress().accept("Reading " + plain(type));
        String coding = response.responseHeaders().get(HttpHeaderNames.CONTENT_ENCODING, "");
        return bytes(body).map(bytes -> new Step.Body(status, type, coding, bytes));
    }

    private static String plain(@Nullable MediaType type) {
        String plain = type == null ? "something of no known type" : type.getType() + "/" + type.getSubtype();
        return plain.substring(0, Math.min(plain.length(), LONGEST_TYPE));
    }

    /** The type, without parameters where they make no sense. */
    private static @Nullable MediaType type(@Nullable String header) {
        if (header == null) {
            return null;
        }
        MediaType whole = parsed(header);
        return whole == null ? parsed(header.replaceFirst(";.*", "")) : whole;
    }

    private static @Nullable MediaType parsed(String header) {
        try {
            return MediaType.parseMediaType(header);
        } catch (InvalidMediaTypeException unreadable) {
            return null;
        }
    }

    private Mono<byte[]> bytes(ByteBufFlux body) {
        return body.asByteArray()
                .reduceWith(ByteArrayOutputStream::new, (all, piece) -> {
                    if (all.size() + piece.length > limits.bytes()) {
                        throw Unpacking.tooLarge(limits.bytes());
                    }
                    all.writeBytes(piece);
                    return all;
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    private WebAnswer answer(WebAddress address, Step.Body read) {
        byte[] unpacked = Unpacking.unpack(read.bytes(), read.coding(), limits.unpackedBytes());
        return new WebAnswer(address, read.status(), read.type(), unpacked);
    }

    @Override
    public void destroy() {
        names.close();
        lookUps.dispose();
        work.dispose();
    }
}
