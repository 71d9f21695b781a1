package dev.cowork.server.platform.json;

import java.beans.PropertyEditorSupport;
import java.util.function.Function;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Numbers in queries, paths and headers are decimal digits. A converter would not do: where it refuses, the framework tries an editor of
 * its own, which also reads {@code 0x10}.
 */
@ControllerAdvice
class NumberParameters {

    @InitBinder
    void decimalsOnly(WebDataBinder binder) {
        binder.registerCustomEditor(Integer.class, new Decimal(Integer::valueOf));
        binder.registerCustomEditor(Long.class, new Decimal(Long::valueOf));
    }

    private static final class Decimal extends PropertyEditorSupport {

        private final Function<String, Number> parser;

        Decimal(Function<String, Number> parser) {
            this.parser = parser;
        }

        @Override
        public void setAsText(String text) {
            if (!text.matches("-?[0-9]{1,19}")) {
                throw new NumberFormatException("Not a whole number");
            }
            setValue(parser.apply(text));
        }
    }
}
