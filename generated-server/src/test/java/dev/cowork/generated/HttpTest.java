package dev.cowork.generated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openapitools.jackson.nullable.JsonNullableJackson3Module;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.RequestHeadersSpec;
import tools.jackson.databind.json.JsonMapper;

/** The mappings of the fixture as WebFlux understands them. */
class HttpTest {
    private final JsonMapper json =
            JsonMapper.builder().addModule(new JsonNullableJackson3Module()).build();
    private final WebTestClient client = WebTestClient.bindToController(new NotesController())
            .httpMessageCodecs(codecs -> {
                codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(json));
                codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(json));
            })
            .build();

    private static EntityExchangeResult<String> exchange(RequestHeadersSpec<?> request) {
        return request.exchange().expectBody(String.class).returnResult();
    }

    private static String body(RequestHeadersSpec<?> request) {
        var result = exchange(request);
        assertThat(result.getStatus()).isEqualTo(HttpStatus.OK);
        return String.valueOf(result.getResponseBody());
    }

    @Test
    void aListIsAnArrayAndADefaultIsFilledIn() {
        assertThat(body(client.get().uri("/api/v1/notes"))).startsWith("[{\"id\":\"limit 50\",");
    }

    @Test
    void aParameterOutOfBoundsIsABadRequest() {
        assertThat(exchange(client.get().uri("/api/v1/notes?limit=201")).getStatus())
                .isEqualTo(HttpStatus.BAD_REQUEST);
    }

    @Test
    void aRouteCatchesTheRestOfThePathWithItsSlash() {
        assertThat(body(client.get().uri("/api/v1/notes/n1/files/a/b.txt"))).isEqualTo("n1 has /a/b.txt");
    }

    @Test
    void aStreamCarriesTheTypeIdOfItsEvents() {
        assertThat(body(client.get().uri("/api/v1/notes/n1/events")))
                .isEqualTo("id:7\ndata:{\"type\":\"note.gone\",\"sequence\":7,\"at_ms\":1}\n\n");
    }

    @Test
    void anOptionalBodyMayBeLeftOutWithItsContentType() {
        assertThat(body(client.patch().uri("/api/v1/notes/n1"))).startsWith("{\"id\":\"no body\",");
    }

    @Test
    void aRequiredBodyMustBeJson() {
        var request = client.post()
                .uri("/api/v1/notes")
                .contentType(MediaType.TEXT_PLAIN)
                .bodyValue("{\"title\":\"t\"}");
        assertThat(exchange(request).getStatus()).isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void aDualOperationStreamsThoughOnlyJsonIsAccepted() {
        var request = client.post()
                .uri("/api/v1/answers")
                .accept(MediaType.APPLICATION_JSON)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"input\":\"hi\",\"stream\":true}");
        assertThat(body(request)).isEqualTo("data:{\"type\":\"note.gone\",\"sequence\":7,\"at_ms\":1}\n\n");
    }

    @Test
    void aDualOperationAnswersOnceThoughOnlyEventsAreAccepted() {
        var request = client.post()
                .uri("/api/v1/answers")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"input\":\"hi\"}");
        assertThat(body(request)).startsWith("{\"id\":\"hi\",");
    }
}
