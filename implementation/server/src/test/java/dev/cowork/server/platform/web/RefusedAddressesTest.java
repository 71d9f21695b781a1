package dev.cowork.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** Bug class: a page or a model that makes the server ask what only the server can reach. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedAddressesTest {

    /** As many say what is wrong; each of the others might take its time to be reached. */
    private static final int FEW = 3;

    private final LocalWeb web = new LocalWeb();
    private final GuardedHttp http = web.client();

    List<RefusedAddress> refused() throws IOException {
        return RefusedAddress.all(web.canaryPort());
    }

    @BeforeAll
    void giveNamesTheirNumbers() throws IOException {
        for (RefusedAddress address : refused()) {
            if (!address.numbers().isEmpty()) {
                web.name(address.name(), address.numbers().toArray(String[]::new));
            }
        }
        web.page("/", "text/plain", "the site");
    }

    @AfterAll
    void nothingReachedTheCanary() {
        assertThat(web.canaryHeard()).isZero();
        web.close();
    }

    private Mono<WebAnswer> fetch(String url) {
        return Mono.fromSupplier(() -> WebAddress.parse(url))
                .flatMap(address -> http.get(new WebRequest(address, type -> true, next -> true, line -> {})));
    }

    private void isRefused(String url) {
        FetchFailure failure = fetch(url)
                .map(answer -> new FetchFailure(Kind.UNREACHABLE, "answered " + answer.status()))
                .onErrorResume(FetchFailure.class, Mono::just)
                .block(Duration.ofSeconds(20));
        assertThat(failure.kind()).as(failure.sentence()).isIn(Kind.BAD_ADDRESS, Kind.NOT_PUBLIC);
    }

    @Test
    void there_are_at_least_five_hundred() throws IOException {
        assertThat(refused())
                .extracting(RefusedAddress::url)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(500);
    }

    @Test
    void the_site_itself_answers() {
        WebAnswer answer = fetch(web.url("/")).block(Duration.ofSeconds(20));
        assertThat(answer.body()).asString().isEqualTo("the site");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void an_address_that_is_not_public_is_refused(RefusedAddress address) {
        isRefused(address.url());
    }

    @Test
    void a_redirect_to_one_is_refused_as_well() throws IOException {
        List<String> followed = new ArrayList<>();
        int tried = 0;
        for (RefusedAddress address : refused()) {
            String url = address.url();
            boolean header = url.chars().allMatch(c -> c >= 0x20 && c < 0x7f) && !url.isBlank();
            // relative ones lead to the site itself, as they should
            if (header
                    && (url.contains("://") || url.startsWith("//"))
                    && !url.startsWith(":")
                    && !url.startsWith("http://http")) {
                if (followed.size() > FEW) {
                    break;
                }
                tried++;
                web.redirect("/redirect", 302, url);
                fetch(web.url("/redirect"))
                        .doOnNext(answer -> followed.add(url + " -> " + answer.address()))
                        .onErrorResume(FetchFailure.class, failure -> {
                            if (failure.kind() != Kind.BAD_ADDRESS && failure.kind() != Kind.NOT_PUBLIC) {
                                followed.add(url + ": " + failure.kind());
                            }
                            return Mono.empty();
                        })
                        .block(Duration.ofSeconds(20));
            }
        }
        assertThat(followed).isEmpty();
        assertThat(tried).isGreaterThan(400);
    }
}
