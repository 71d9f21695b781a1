package dev.cowork.server.platform.requests;

import dev.cowork.server.platform.problems.Problem;
import java.beans.PropertyEditorSupport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.PropertyEditorRegistry;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.support.ConfigurableWebBindingInitializer;
import org.springframework.web.bind.support.WebBindingInitializer;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Parameters are what they say: a number is decimal digits, truth is {@code true} or {@code false}, and a query parameter that is no list
 * comes once. The framework would take {@code 0x10}, {@code yes}, the first of several values, and an empty text for nothing sent. Converters
 * would not do: where they refuse, the framework tries editors of its own. Nor would an advice: the framework looks for its methods anew in each request.
 */
final class PlainParameters extends RequestMappingHandlerAdapter {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern TRUTH = Pattern.compile("true|false");

    /** What has to be said, by type, when nothing stands behind the name. */
    private static final Map<Class<?>, String> NEVER_EMPTY = Map.of(
            Integer.class, "must be a whole number in range.",
            Long.class, "must be a whole number in range.",
            Boolean.class, "must be true or false.");

    @Override
    public void setWebBindingInitializer(@Nullable WebBindingInitializer initializer) {
        if (initializer instanceof ConfigurableWebBindingInitializer every) {
            every.setPropertyEditorRegistrar(PlainParameters::plainOnly);
        }
        super.setWebBindingInitializer(initializer);
    }

    private static void plainOnly(PropertyEditorRegistry binder) {
        binder.registerCustomEditor(Integer.class, new Plain(NUMBER, Integer::valueOf));
        binder.registerCustomEditor(Long.class, new Plain(NUMBER, Long::valueOf));
        binder.registerCustomEditor(Boolean.class, new Plain(TRUTH, Boolean::valueOf));
    }

    @Override
    public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
        for (MethodParameter parameter : ((HandlerMethod) handler).getMethodParameters()) {
            RequestParam named = parameter.getParameterAnnotation(RequestParam.class);
            if (named != null) {
                List<String> values = exchange.getRequest().getQueryParams().get(named.value());
                if (values != null) {
                    check(named.value(), values, parameter.nestedIfOptional().getNestedParameterType());
                }
            }
        }
        return super.handle(exchange, handler);
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

    /** Reads what is of a form. */
    private static final class Plain extends PropertyEditorSupport {

        private final Pattern form;
        private final Function<String, Object> parser;

        Plain(Pattern form, Function<String, Object> parser) {
            this.form = form;
            this.parser = parser;
        }

        @Override
        public void setAsText(String text) {
            if (!form.matcher(text).matches()) {
                throw new IllegalArgumentException("Not of the form " + form);
            }
            setValue(parser.apply(text));
        }
    }
}
