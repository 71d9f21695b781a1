package dev.cowork.server.platform.json;

import com.fasterxml.jackson.annotation.Nulls;
import org.openapitools.jackson.nullable.JsonNullableJackson3Module;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The one JSON mapper of the server. Unknown fields are ignored, a value of another type is refused and never bent into shape, nor is a
 * null inside a list or a map; dates are ISO 8601 with {@code Z}. Of two equal keys the last one counts.
 */
@Configuration(proxyBeanMethods = false)
public class Json {

    private static final int DEPTH = 200;
    private static final int TEXT = 32 << 20;
    private static final int DIGITS = 400;
    private static final int NAME = 10_000;
    /** Values, names and brackets: a body of nothing but brackets would take a hundred times its size. */
    private static final int TOKENS = 200_000;

    @Bean
    JsonFactoryBuilderCustomizer jsonLimits() {
        return Json::limit;
    }

    @Bean
    JsonMapperBuilderCustomizer jsonRules() {
        return Json::strict;
    }

    /**
     * @return a mapper with the same rules as the server's, for code that runs without the application
     */
    public static JsonMapper mapper() {
        JsonFactoryBuilder factory = tools.jackson.core.json.JsonFactory.builder();
        limit(factory);
        JsonMapper.Builder builder = JsonMapper.builder(factory.build());
        strict(builder);
        return builder.build();
    }

    private static void limit(JsonFactoryBuilder factory) {
        factory.streamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH)
                .maxStringLength(TEXT)
                .maxNumberLength(DIGITS)
                .maxNameLength(NAME)
                .maxTokenCount(TOKENS)
                .build());
    }

    private static void strict(JsonMapper.Builder builder) {
        builder.addModule(new JsonNullableJackson3Module())
                .addModule(new SimpleModule("times").addSerializer(new TimeWriter()))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }
}
