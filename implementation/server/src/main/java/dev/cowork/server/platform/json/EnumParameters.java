package dev.cowork.server.platform.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * Enums in queries, paths and headers arrive by their wire value, which the generated {@code fromValue} knows; the framework would look for
 * the Java constant's name. Enums without that method are read by name.
 */
@Configuration(proxyBeanMethods = false)
class EnumParameters implements WebFluxConfigurer {

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverterFactory(new ByWireValue());
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    static final class ByWireValue implements ConverterFactory<String, Enum> {

        @Override
        public <T extends Enum> Converter<String, T> getConverter(Class<T> type) {
            MethodHandle reader;
            try {
                reader = MethodHandles.publicLookup()
                        .findStatic(type, "fromValue", MethodType.methodType(type, String.class));
            } catch (ReflectiveOperationException e) {
                return text -> (T) Enum.valueOf(type, text);
            }
            return text -> type.cast(read(reader, text));
        }

        private static Object read(MethodHandle reader, String text) {
            try {
                return reader.invoke(text);
            } catch (Throwable e) {
                throw new IllegalArgumentException("No such value", e);
            }
        }
    }
}
