package dev.cowork.server.platform.problems;

import dev.cowork.server.platform.problems.Problem.FieldError;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.validation.BindingResult;
import org.springframework.validation.Errors;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.method.HandlerMethod;

/** What validation found, as pointers and sentences. */
final class InputFailures {

    private InputFailures() {}

    static Failure of(BindingResult result) {
        Object target = result.getTarget();
        return Failure.invalid(fields(result, target == null ? null : target.getClass(), ""));
    }

    static Failure of(MethodValidationResult result) {
        List<FieldError> errors = new ArrayList<>();
        for (ParameterValidationResult parameter : result.getParameterValidationResults()) {
            Integer index = parameter.getContainerIndex();
            String place = index == null ? "" : "/" + index;
            if (parameter instanceof ParameterErrors nested) {
                Object argument = index == null ? nested.getArgument() : null;
                errors.addAll(fields(nested, argument == null ? null : argument.getClass(), place));
            } else {
                String pointer =
                        isBody(parameter.getMethodParameter()) ? place : name(parameter.getMethodParameter()) + place;
                for (MessageSourceResolvable message : parameter.getResolvableErrors()) {
                    errors.add(error(pointer, message.getDefaultMessage()));
                }
            }
        }
        for (MessageSourceResolvable message : result.getCrossParameterValidationResults()) {
            errors.add(error("", message.getDefaultMessage()));
        }
        return Failure.invalid(errors);
    }

    static Failure of(ConstraintViolationException failure) {
        return Failure.invalid(failure.getConstraintViolations().stream()
                .map(violation -> error(pointer(violation), violation.getMessage()))
                .toList());
    }

    private static List<FieldError> fields(Errors errors, @Nullable Class<?> root, String prefix) {
        List<FieldError> found = new ArrayList<>();
        errors.getFieldErrors()
                .forEach(field ->
                        found.add(error(prefix + Pointers.of(root, field.getField()), field.getDefaultMessage())));
        errors.getGlobalErrors().forEach(global -> found.add(error(prefix, global.getDefaultMessage())));
        return found;
    }

    private static FieldError error(String pointer, @Nullable String message) {
        return new FieldError(
                pointer, Pointers.name(pointer) + " " + (message == null ? "is not valid" : message) + ".");
    }

    /** The parameter's name on the wire. */
    static String name(MethodParameter parameter) {
        for (Annotation annotation : parameter.getParameterAnnotations()) {
            String name = wireName(annotation);
            if (!name.isEmpty()) {
                return name;
            }
        }
        String name = parameter.getParameterName();
        return name == null ? "parameter" : name;
    }

    static boolean isBody(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(RequestBody.class);
    }

    private static String wireName(Annotation annotation) {
        boolean named = annotation instanceof RequestParam
                || annotation instanceof PathVariable
                || annotation instanceof RequestHeader
                || annotation instanceof CookieValue
                || annotation instanceof RequestPart;
        if (!named) {
            return "";
        }
        Annotation merged = AnnotationUtils.synthesizeAnnotation(annotation, null);
        return String.valueOf(AnnotationUtils.getValue(merged, "name"));
    }

    /** A violation found by a proxy around the controller: method, parameter, then the path inside the parameter. */
    private static String pointer(ConstraintViolation<?> violation) {
        List<Path.Node> nodes = new ArrayList<>();
        violation.getPropertyPath().forEach(nodes::add);
        if (nodes.size() < 2 || nodes.getFirst().getKind() != ElementKind.METHOD) {
            return Pointers.of(
                    violation.getRootBeanClass(), violation.getPropertyPath().toString());
        }
        Path.MethodNode method = nodes.getFirst().as(Path.MethodNode.class);
        if (nodes.get(1).getKind() != ElementKind.PARAMETER) {
            return "";
        }
        int index = nodes.get(1).as(Path.ParameterNode.class).getParameterIndex();
        Method found = ReflectionUtils.findMethod(
                violation.getRootBeanClass(),
                method.getName(),
                method.getParameterTypes().toArray(Class<?>[]::new));
        MethodParameter parameter =
                found == null ? null : new HandlerMethod(violation.getRootBean(), found).getMethodParameters()[index];
        String inside = violation.getPropertyPath().toString();
        String head = method.getName() + "." + nodes.get(1).getName();
        String rest = inside.length() > head.length() ? inside.substring(head.length()) : "";
        String pointer = Pointers.of(
                parameter == null ? null : parameter.getParameterType(),
                rest.startsWith(".") ? rest.substring(1) : rest);
        return parameter == null || isBody(parameter) ? pointer : name(parameter) + pointer;
    }
}
