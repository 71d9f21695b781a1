package dev.cowork.generated;

import dev.cowork.fixture.NotesApi;
import dev.cowork.fixture.model.AnswerCreate;
import dev.cowork.fixture.model.Author;
import dev.cowork.fixture.model.Note;
import dev.cowork.fixture.model.NoteCreate;
import dev.cowork.fixture.model.NoteEvent;
import dev.cowork.fixture.model.NoteGone;
import dev.cowork.fixture.model.NotePatch;
import dev.cowork.fixture.model.NoteStatus;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The shortest controller of the fixture: what every operation looks like to the one who implements it. */
@RestController
class NotesController implements NotesApi {
    private static final NoteEvent GONE =
            NoteGone.builder().sequence(7L).atMs(1L).build();

    @Override
    public Mono<ResponseEntity<?>> createAnswer(Mono<AnswerCreate> body, ServerWebExchange exchange) {
        return body.map(answer -> Boolean.TRUE.equals(answer.stream())
                ? ResponseEntity.ok()
                        .contentType(MediaType.TEXT_EVENT_STREAM)
                        .body(Flux.just(ServerSentEvent.builder(GONE).build()))
                : ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(note(answer.input().stringValue(""))));
    }

    @Override
    public Mono<ResponseEntity<Note>> createNote(Mono<NoteCreate> body, ServerWebExchange exchange) {
        return body.map(create -> ResponseEntity.status(HttpStatus.CREATED).body(note(create.title())));
    }

    @Override
    public Mono<ResponseEntity<Void>> deleteNote(String noteId, ServerWebExchange exchange) {
        return Mono.just(ResponseEntity.noContent().build());
    }

    @Override
    public Mono<ResponseEntity<List<Note>>> listNotes(
            Integer limit,
            @Nullable NoteStatus status,
            @Nullable String kind,
            @Nullable OffsetDateTime since,
            @Nullable String client,
            ServerWebExchange exchange) {
        return Mono.just(ResponseEntity.ok(List.of(note("limit " + limit))));
    }

    @Override
    public Mono<ResponseEntity<Resource>> readNoteFile(String noteId, String path, ServerWebExchange exchange) {
        return Mono.just(ResponseEntity.ok()
                .contentType(MediaType.TEXT_PLAIN)
                .body(new ByteArrayResource((noteId + " has " + path).getBytes())));
    }

    @Override
    public Flux<ServerSentEvent<NoteEvent>> streamNoteEvents(String noteId, ServerWebExchange exchange) {
        return Flux.just(ServerSentEvent.builder(GONE).id("7").build());
    }

    @Override
    public Mono<ResponseEntity<Note>> updateNote(String noteId, Mono<NotePatch> body, ServerWebExchange exchange) {
        return body.map(patch -> patch.title().isPresent() ? "new title" : "old title")
                .defaultIfEmpty("no body")
                .map(title -> ResponseEntity.ok(note(title)));
    }

    private static Note note(String id) {
        var epoch = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        return Note.builder()
                .id(id)
                .author(Author.builder().name("Ada").build())
                .projectId("p")
                .projectIdCamel("p")
                .createdAt(epoch)
                .createdAtCamel(epoch)
                .size(0L)
                .labels(List.of())
                .build();
    }
}
