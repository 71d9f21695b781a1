package dev.cowork.server.platform.problems;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Operations that answer and fail in every way. */
final class ProblemRoutes {

    public enum Kind {
        FIRST("first-one"),
        SECOND("second");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        @JsonCreator
        public static Kind fromValue(String value) {
            for (Kind kind : values()) {
                if (kind.wire.equals(value)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("Unexpected value '" + value + "'");
        }

        @JsonValue
        public String value() {
            return wire;
        }
    }

    public record Part(@NotBlank @JsonProperty("media_type") String mediaType) {}

    public record Body(
            @NotBlank @Size(max = 10) @JsonProperty("display_name")
            String displayName,

            Integer count,
            List<@Valid Part> parts,
            Kind kind,
            Object any) {}

    /** An inner class, so that scanning never finds it. */
    @RestController
    final class Routes {

        @GetMapping("/test/many")
        Map<String, String> many() {
            return Map.of("a", "b");
        }

        @PostMapping("/test/many")
        void create() {}

        @PutMapping("/test/many")
        void replace() {}

        @PostMapping("/test/body")
        Mono<Body> body(@Valid @RequestBody Mono<Body> body) {
            return body;
        }

        @GetMapping("/test/query")
        String query(@RequestParam @Max(100) Integer limit, @RequestParam(required = false) Kind kind) {
            return limit + " " + kind;
        }

        @GetMapping("/test/path/{no}")
        String path(@PathVariable int no) {
            return "" + no;
        }

        @GetMapping("/test/refused")
        Mono<String> refused(@RequestParam(defaultValue = "409") int status) {
            return Mono.error(Problem.of(status, "refused", "No."));
        }

        @GetMapping("/test/boom")
        String boom() {
            throw new IllegalStateException("/etc/passwd of hunter2");
        }

        @GetMapping(value = "/test/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> stream() {
            return Flux.error(Problem.of(409, "refused", "No."));
        }

        @GetMapping("/test/late")
        Mono<Void> late(ServerHttpResponse response) {
            var begun = response.bufferFactory().wrap("begun".getBytes());
            return response.writeAndFlushWith(
                    Flux.concat(Mono.just(Mono.just(begun)), Mono.error(Problem.of(409, "refused", "No."))));
        }

        @GetMapping("/test/half")
        Mono<String> half(ServerHttpResponse response) {
            response.getHeaders().setETag("\"1\"");
            response.getHeaders().set("Content-Disposition", "attachment");
            return Mono.error(Problem.notFound("Thing"));
        }

        @GetMapping("/test/stale")
        Mono<String> stale() {
            return Mono.error(new OptimisticLockingFailureException("version"));
        }
    }
}
