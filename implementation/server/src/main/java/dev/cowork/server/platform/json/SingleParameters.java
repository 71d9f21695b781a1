package dev.cowork.server.platform.json;

import dev.cowork.server.platform.problems.Problem;
import java.util.Collection;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/**
 * A query parameter that is no list comes once, and a number has digits. The framework would take the first of several values whatever
 * the others are, and an empty number for one that was not sent.
 */
@ControllerAdvice
class SingleParameters {

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
        String first = values.getFirst();
        if (Number.class.isAssignableFrom(type) && (first == null || first.isEmpty())) {
            throw Problem.invalid(name, name + " must be a whole number in range.");
        }
    }
}
