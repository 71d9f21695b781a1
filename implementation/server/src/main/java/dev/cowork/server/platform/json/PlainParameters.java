package dev.cowork.server.platform.json;

import dev.cowork.server.platform.problems.Problem;
import java.beans.PropertyEditorSupport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/**
 * Parameters are what they say: a number is decimal digits, truth is {@code true} or {@code false}, and a query parameter that is no list
 * comes once. The framework would take {@code 0x10}, {@code yes}, the first of several values, and an empty text for nothing sent. Converters
 * would not do: where they refuse, the framework tries editors of its own.
 */
@ControllerAdvice
class PlainParameters {

    /** What has to be said, by type, when nothing stands behind the name. */
    private static final Map<Class<?>, String> NEVER_EMPTY = Map.of(
            Integer.class, "must be a whole number in range.",
            Long.class, "must be a whole number in range.",
            Boolean.class, "must be true or false.");

    @InitBinder
    void plainOnly(WebDataBinder binder) {
        binder.registerCustomEditor(Integer.class, new Plain("-?[0-9]{1,19}", Integer::valueOf));
        binder.registerCustomEditor(Long.class, new Plain("-?[0-9]{1,19}", Long::valueOf));
        binder.registerCustomEditor(Boolean.class, new Plain("true|false", Boolean::valueOf));
    }

    /** Runs before a handler gets its arguments. */
    @ModelAttribute
    void check(ServerWebExchange exchange) {
        if (exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler) {
            for (MethodParameter parameter : handler.getMethodParameters()) {
                RequestParam named = parameter.getParameterAnnotation(RequestParam.class);
                if (named != null) {
                    List<String> values = exchange.getRequest().getQueryParams().get(named.value());
                    if (values != null) {
                        check(
                                named.value(),
                                values,
                                parameter.nestedIfOptional().getNestedParameterType());
                    }
                }
            }
        }
    }

    private static void check(String name, List<String> values, Class<?> type) {
        if (values.size() > 1 && !type.isArray() && !Collection.class.isAssignableFrom(type)) {
            throw Problem.invalid(name, name + " can be given only once.");
        }
        @Nullable String first = values.getFirst(); // a name without "=" has none
        String refusal = NEVER_EMPTY.get(type);
        if (refusal != null && (first == null || first.isEmpty())) {
            throw Problem.invalid(name, name + " " + refusal);
        }
    }

    private static final class Plain extends PropertyEditorSupport {

        private final String form;
        private final Function<String, Object> parser;

        Plain(String form, Function<String, Object> parser) {
            this.form = form;
            this.parser = parser;
        }

        @Override
        public void setAsText(String text) {
            if (!text.matches(form)) {
                throw new IllegalArgumentException("Not of the form " + form);
            }
            setValue(parser.apply(text));
        }
    }
}
