package dev.cowork.server.platform.requests;

import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webflux.autoconfigure.WebFluxRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.PathContainer;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Which methods a path has is told by the contract's path that fits it best: {@code /settings/configured} has none of those of
 * {@code /settings/{key}}. The framework would join them in the {@code Allow} of OPTIONS and of 405. Parameters are {@linkplain PlainParameters plain}.
 */
@Configuration(proxyBeanMethods = false)
class OwnMethods {

    @Bean
    WebFluxRegistrations asTheContractsSay() {
        return new WebFluxRegistrations() {
            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new Mapping();
            }

            @Override
            public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
                return new PlainParameters();
            }
        };
    }

    private static final class Mapping extends RequestMappingHandlerMapping {

        @Override
        protected @Nullable HandlerMethod handleNoMatch(Set<RequestMappingInfo> infos, ServerWebExchange exchange)
                throws Exception {
            PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
            PathPattern best = infos.stream()
                    .flatMap(info -> info.getPatternsCondition().getPatterns().stream())
                    .filter(pattern -> pattern.matches(path))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            Set<RequestMappingInfo> fitting = infos.stream()
                    .filter(info -> best == null
                            || info.getPatternsCondition().getPatterns().contains(best))
                    .collect(Collectors.toSet());
            return super.handleNoMatch(fitting, exchange);
        }
    }
}
