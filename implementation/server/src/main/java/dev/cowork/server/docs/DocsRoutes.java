package dev.cowork.server.docs;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The contracts and pages to read them: {@code /openapi.yaml}, {@code /openapi.json} and {@code /docs} for the Cowork API,
 * {@code /openapi/NAME.yaml} and the like for each contract by its name. Files of this jar, nothing from elsewhere.
 */
@Configuration(proxyBeanMethods = false)
class DocsRoutes {

    /** The page runs the scripts of this server and no others. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'";

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");
    private static final MediaType STYLE = MediaType.parseMediaType("text/css;charset=UTF-8");
    private static final MediaType PAGE = MediaType.parseMediaType("text/html;charset=UTF-8");

    /** A file and how it is sent. */
    private record Served(String file, MediaType type) {}

    private static final Map<String, Served> FILES = Map.of(
            "/openapi.yaml", new Served("openapi/cowork.yaml", YAML),
            "/openapi.json", new Served("openapi/cowork.json", MediaType.APPLICATION_JSON),
            "/docs", new Served("docs/index.html", PAGE),
            "/docs/openai", new Served("docs/openai.html", PAGE),
            "/docs/start.js", new Served("docs/start.js", SCRIPT),
            "/docs/swagger-ui-bundle.js", new Served("docs/swagger-ui-bundle.js", SCRIPT),
            "/docs/swagger-ui.css", new Served("docs/swagger-ui.css", STYLE));

    private static final List<String> CONTRACTS = List.of("cowork", "openai");

    @Bean
    RouterFunction<ServerResponse> docs() {
        RouterFunctions.Builder routes = RouterFunctions.route();
        routes.GET(
                "/",
                request -> ServerResponse.temporaryRedirect(URI.create("/docs")).build());
        FILES.forEach((path, served) -> serve(routes, path, served));
        for (String contract : CONTRACTS) {
            String file = "openapi/" + contract;
            serve(routes, "/" + file + ".yaml", new Served(file + ".yaml", YAML));
            serve(routes, "/" + file + ".json", new Served(file + ".json", MediaType.APPLICATION_JSON));
        }
        return routes.build();
    }

    private static void serve(RouterFunctions.Builder routes, String path, Served served) {
        routes.GET(
                path,
                request -> ServerResponse.ok()
                        .contentType(served.type())
                        .cacheControl(CacheControl.noCache())
                        .header("Content-Security-Policy", POLICY)
                        .bodyValue(new ClassPathResource(served.file())));
    }
}
