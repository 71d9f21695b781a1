package dev.cowork.server.platform.logs;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** A pattern layout that masks secrets in whole lines, stack traces included, and lets no message begin a line of its own. */
public final class SafeLayout extends PatternLayout {

    /** Called by the logging library. */
    public SafeLayout() {
        getInstanceConverterMap().put("m", OneLine::new);
        getInstanceConverterMap().put("msg", OneLine::new);
        getInstanceConverterMap().put("message", OneLine::new);
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return Secrets.redact(super.doLayout(event));
    }

    /** A message in which control characters are written out. */
    private static final class OneLine extends MessageConverter {

        @Override
        public String convert(ILoggingEvent event) {
            String message = String.valueOf(event.getFormattedMessage());
            StringBuilder line = new StringBuilder(message.length());
            message.chars().forEach(c -> {
                boolean breaks = Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
                if (breaks) {
                    line.append(String.format("\\u%04x", c));
                } else {
                    line.append((char) c);
                }
            });
            return line.toString();
        }
    }
}
