package dev.cowork.server.platform.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class SecretsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization: Bearer abcdef123456 | Authorization: Bearer ***",
                "authorization=Basic dXNlcjpwYXNz end | authorization=Basic *** end",
                "{\"x-api-key\": \"abcd1234\"} | {\"x-api-key\": \"***\"}",
                "got bearer abcdefgh12345678 | got bearer ***",
                "key sk-ant-api03-AAAAbbbb and sk-proj_abcdefghi | key *** and ***",
                "ghp_0123456789abcdefghij | ***",
                "AIzaSyA0123456789abcdefghij | ***",
                "Cookie: session=abcdef | Cookie: ***",
                "an ordinary line about a token bucket and sk- skies | an ordinary line about a token bucket and sk- skies",
            })
    void what_looks_like_a_credential_is_masked(String line, String masked) {
        assertThat(Secrets.redact(line)).isEqualTo(masked);
    }

    @Test
    void a_registered_secret_is_masked_wherever_it_stands() {
        Secrets.register(" correct horse battery ");
        Secrets.register("abc");

        assertThat(Secrets.redact("xcorrect horse batteryx abc")).isEqualTo("x***x abc");
    }

    @Test
    void a_line_of_the_log_holds_no_secret_and_no_second_line() {
        Secrets.register("hunter2-hunter2");
        SafeLayout layout = layout();
        LoggingEvent event = event(
                "for hunter2-hunter2\r\n2026-01-01 ERROR forged \u001b[31m\u2028",
                new IllegalStateException("hunter2-hunter2"));

        String line = layout.doLayout(event);

        assertThat(line.lines().filter(text -> text.contains("forged")))
                .singleElement()
                .asString()
                .startsWith("INFO for ***");
        assertThat(line).doesNotContain("hunter2", "\u001b", "\u2028").contains("IllegalStateException: ***");
    }

    @Test
    void files_hold_what_the_console_holds(@TempDir Path folder) throws Exception {
        Secrets.register("hunter3-hunter3");
        LogFiles.attach(folder.resolve("logs"));
        try {
            LoggerFactory.getLogger("dev.cowork.test").warn("said hunter3-hunter3");
        } finally {
            context().getLogger("ROOT").detachAppender("files");
        }

        assertThat(Files.readString(folder.resolve("logs/cowork-server.log"))).contains("said ***");
    }

    private static SafeLayout layout() {
        SafeLayout layout = new SafeLayout();
        layout.setContext(context());
        layout.setPattern("%level %msg%n%ex");
        layout.start();
        return layout;
    }

    private static LoggingEvent event(String message, Throwable thrown) {
        return new LoggingEvent("x", context().getLogger("x"), Level.INFO, message, thrown, null);
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
