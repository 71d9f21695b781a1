package dev.cowork.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bug class: a server between us and the one that was asked, which reads the address or writes the answer. */
class TlsTest {

    private static final String PASSWORD = "only-for-a-test";

    @TempDir
    private Path folder;

    /** A certificate with the right name that nobody has signed but its owner. */
    private KeyManagerFactory selfSigned() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "site",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD,
                        "-dname",
                        "CN=" + LocalWeb.SITE,
                        "-ext",
                        "SAN=dns:" + LocalWeb.SITE)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        return factory;
    }

    @Test
    void a_server_that_does_not_prove_its_name_hears_nothing() throws Exception {
        var context = SslContextBuilder.forServer(selfSigned()).build();
        try (LocalWeb web = new LocalWeb(server -> server.secure(tls -> tls.sslContext(context)))) {
            web.page("/", "text/plain", "secret");
            WebAddress address = WebAddress.parse(web.url("/").replace("http:", "https:"));
            assertThatThrownBy(() -> web.client()
                            .get(new WebRequest(address, type -> true, next -> true, line -> {}))
                            .block(Duration.ofSeconds(20)))
                    .isInstanceOfSatisfying(
                            FetchFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.UNTRUSTED));
            assertThat(web.asked()).isEmpty();
        }
    }
}
