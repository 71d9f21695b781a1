package dev.cowork.generated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InterfaceTextTest {
    private final String notes = Generated.text("NotesApi");

    /** Returns the declaration of an operation: from its mapping to its last parameter. */
    private String operation(String operationId) {
        int name = notes.indexOf(" " + operationId + "(");
        assertThat(name).as(operationId).isPositive();
        return notes.substring(notes.lastIndexOf("@RequestMapping", name), notes.indexOf(";", name));
    }

    @Nested
    class Returns {
        @Test
        void xSseMakesAStreamOfEvents() {
            assertThat(operation("streamNoteEvents"))
                    .contains("@ResponseBody Flux<ServerSentEvent<NoteEvent>> streamNoteEvents(")
                    .contains("produces = \"text/event-stream\"");
        }

        @Test
        void xDualLeavesTheBodyAndItsTypeToTheController() {
            assertThat(operation("createAnswer"))
                    .contains("Mono<ResponseEntity<?>> createAnswer(")
                    .doesNotContain("produces");
        }

        @Test
        void aListIsOneBodyNotAStream() {
            assertThat(operation("listNotes")).contains("Mono<ResponseEntity<List<Note>>> listNotes(");
        }

        @Test
        void noContentIsVoid() {
            assertThat(operation("deleteNote")).contains("Mono<ResponseEntity<Void>> deleteNote(");
        }

        @Test
        void bytesAreAResourceWhoseTypeTheControllerSets() {
            assertThat(operation("readNoteFile"))
                    .contains("Mono<ResponseEntity<org.springframework.core.io.Resource>> readNoteFile(")
                    .doesNotContain("produces");
        }

        @Test
        void aMapKeepsItsValueType() {
            assertThat(Generated.text("UploadsApi")).contains("Mono<ResponseEntity<Map<String, Long>>> upload(");
        }

        @Test
        void jsonIsPromisedWithoutTheErrorsMediaType() {
            assertThat(operation("createNote"))
                    .contains("produces = \"application/json\"")
                    .doesNotContain("problem+json");
        }
    }

    @Nested
    class Routes {
        @Test
        void aPathIsMappedBelowTheBaseOfItsServer() {
            assertThat(operation("updateNote")).contains("value = \"/api/v1/notes/{note_id}\"");
        }

        @Test
        void xRouteReplacesThePath() {
            assertThat(operation("readNoteFile"))
                    .contains("value = \"/api/v1/notes/{note_id}/files/{*path}\"")
                    .contains("@PathVariable(\"path\") String path");
        }
    }

    @Nested
    class Parameters {
        @Test
        void aBodyIsAMono() {
            assertThat(operation("createNote"))
                    .contains("@Valid @RequestBody Mono<NoteCreate> noteCreate, ServerWebExchange exchange)")
                    .contains("consumes = { \"application/json\" }");
        }

        @Test
        void anOptionalBodyMayBeEmpty() {
            assertThat(operation("updateNote"))
                    .contains("@Valid @RequestBody(required = false) Mono<NotePatch> notePatch");
        }

        @Test
        void aDefaultIsNeverNullAndNoDefaultMayBe() {
            assertThat(operation("listNotes"))
                    .contains("@Min(value = 1) @Max(value = 200) "
                            + "@RequestParam(value = \"limit\", required = false, defaultValue = \"50\") Integer limit")
                    .contains("@RequestParam(value = \"status\", required = false) @Nullable NoteStatus status")
                    .contains("@RequestHeader(value = \"X-Client\", required = false) @Nullable String xClient");
        }

        @Test
        void xExtensibleEnumIsTextWhoseKnownValuesAreTold() {
            assertThat(operation("listNotes")).contains("@Nullable String kind");
            assertThat(notes)
                    .contains("@param kind Kind of note. Known values: {@code plain}, {@code rich}; others may come.");
        }

        @Test
        void filesAreParts() {
            assertThat(Generated.text("UploadsApi"))
                    .contains("@RequestPart(value = \"file\", required = true) Part file")
                    .contains("@RequestPart(value = \"title\", required = false) @Nullable String title")
                    .contains("consumes = \"multipart/form-data\"");
        }
    }
}
