package dev.cowork.server.platform.problems;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.beans.Introspector;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;
import tools.jackson.core.JacksonException;

/** JSON pointers (RFC 6901) to what is wrong in a body. */
final class Pointers {

    private Pointers() {}

    /** The place at which reading a body failed. */
    static String of(JacksonException failure) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : failure.getPath()) {
            String name = step.getPropertyName();
            append(pointer, name != null ? name : String.valueOf(step.getIndex()));
        }
        return pointer.toString();
    }

    /**
     * The place that a Java property path names: {@code parts[0].mediaType} of a type whose property is called {@code media_type} in JSON
     * is {@code /parts/0/media_type}.
     */
    static String of(@Nullable Class<?> root, String propertyPath) {
        StringBuilder pointer = new StringBuilder();
        Type here = root;
        for (String step : propertyPath.split("\\.")) {
            int bracket = step.indexOf('[');
            String name = bracket < 0 ? step : step.substring(0, bracket);
            if (!name.isEmpty() && !name.startsWith("<")) {
                Property property = Property.find(raw(here), name);
                append(pointer, property.jsonName());
                here = property.type();
            }
            for (String index : indexes(step, bracket)) {
                append(pointer, index);
                here = element(here);
            }
        }
        return pointer.toString();
    }

    /** The last name of a pointer, to speak of the field in a sentence. */
    static String name(String pointer) {
        String last = pointer.substring(pointer.lastIndexOf('/') + 1);
        String plain = last.replace("~1", "/").replace("~0", "~");
        return plain.isEmpty() ? "The request body" : plain;
    }

    private static void append(StringBuilder pointer, String step) {
        pointer.append('/').append(step.replace("~", "~0").replace("/", "~1"));
    }

    private static List<String> indexes(String step, int bracket) {
        List<String> found = new ArrayList<>();
        for (int open = bracket; open >= 0; open = step.indexOf('[', open + 1)) {
            int close = step.indexOf(']', open);
            if (close < 0) {
                break;
            }
            String index = step.substring(open + 1, close);
            if (!index.isEmpty()) {
                found.add(index);
            }
        }
        return found;
    }

    private static @Nullable Class<?> raw(@Nullable Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            case null, default -> null;
        };
    }

    private static @Nullable Type element(@Nullable Type container) {
        Class<?> raw = raw(container);
        if (raw == null || !(container instanceof ParameterizedType generic)) {
            return raw != null && raw.isArray() ? raw.getComponentType() : null;
        }
        Type[] arguments = generic.getActualTypeArguments();
        boolean known = Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw);
        return known && arguments.length > 0 ? arguments[arguments.length - 1] : null;
    }

    private record Property(String jsonName, @Nullable Type type) {

        static Property find(@Nullable Class<?> owner, String name) {
            if (owner == null) {
                return new Property(name, null);
            }
            Field field = ReflectionUtils.findField(owner, name);
            Type type = field == null ? null : field.getGenericType();
            String json = Stream.concat(Stream.ofNullable(field), accessors(owner, name))
                    .map(Property::rename)
                    .filter(renamed -> !renamed.isEmpty())
                    .findFirst()
                    .orElse(name);
            return new Property(json, type);
        }

        private static Stream<Method> accessors(Class<?> owner, String name) {
            return Stream.of(owner.getMethods())
                    .filter(method -> method.getParameterCount() == 0)
                    .filter(method -> method.getName().equals(name)
                            || (method.getName().startsWith("get")
                                    && Introspector.decapitalize(
                                                    method.getName().substring(3))
                                            .equals(name)));
        }

        private static String rename(AnnotatedElement element) {
            Annotation found = element.getAnnotation(JsonProperty.class);
            return found instanceof JsonProperty property ? property.value() : "";
        }
    }
}
