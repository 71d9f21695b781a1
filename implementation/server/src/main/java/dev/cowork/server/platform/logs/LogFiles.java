package dev.cowork.server.platform.logs;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Log files: {@code cowork-server.log} and five older ones of ten megabytes each. */
public final class LogFiles {

    /** The pattern of a line, as in {@code logback.xml}. */
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36} %msg%n%ex";

    private static final String NAME = "cowork-server.log";

    private LogFiles() {}

    /**
     * Sends the log to files as well.
     *
     * @param folder where they go; created if it is missing
     * @throws StartRefused if it cannot be written
     */
    public static void attach(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartRefused("The folder of the log files cannot be created: check LOG_DIR.", e);
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName("files");
        appender.setFile(folder.resolve(NAME).toString());
        appender.setEncoder(encoder(context));
        appender.setRollingPolicy(window(context, appender, folder));
        appender.setTriggeringPolicy(size(context));
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    private static LayoutWrappingEncoder<ILoggingEvent> encoder(LoggerContext context) {
        SafeLayout layout = new SafeLayout();
        layout.setContext(context);
        layout.setPattern(PATTERN);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    private static FixedWindowRollingPolicy window(
            LoggerContext context, RollingFileAppender<ILoggingEvent> appender, Path folder) {
        FixedWindowRollingPolicy policy = new FixedWindowRollingPolicy();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(folder.resolve(NAME + ".%i").toString());
        policy.setMinIndex(1);
        policy.setMaxIndex(5);
        policy.start();
        return policy;
    }

    private static SizeBasedTriggeringPolicy<ILoggingEvent> size(LoggerContext context) {
        SizeBasedTriggeringPolicy<ILoggingEvent> policy = new SizeBasedTriggeringPolicy<>();
        policy.setContext(context);
        policy.setMaxFileSize(FileSize.valueOf("10MB"));
        policy.start();
        return policy;
    }
}
