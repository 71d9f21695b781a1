package dev.cowork.generated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.fixture.model.AnswerCreate;
import dev.cowork.fixture.model.Author;
import dev.cowork.fixture.model.Block;
import dev.cowork.fixture.model.Note;
import dev.cowork.fixture.model.NoteChanged;
import dev.cowork.fixture.model.NoteCreate;
import dev.cowork.fixture.model.NoteEvent;
import dev.cowork.fixture.model.NoteGone;
import dev.cowork.fixture.model.NotePatch;
import dev.cowork.fixture.model.NoteStatus;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.openapitools.jackson.nullable.JsonNullableJackson3Module;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {
    private final JsonMapper json =
            JsonMapper.builder().addModule(new JsonNullableJackson3Module()).build();

    private Note.Builder note() {
        var now = OffsetDateTime.parse("2026-11-24T10:00:00Z");
        return Note.builder()
                .id("n1")
                .author(Author.builder().name("Ada").build())
                .projectId("p1")
                .projectIdCamel("p1")
                .createdAt(now)
                .createdAtCamel(now)
                .size(1L)
                .labels(List.of());
    }

    @Nested
    class Writing {
        @Test
        void requiredNullIsThereAndAbsentOptionalIsNot() {
            assertThat(json.writeValueAsString(note().build())).isEqualTo("""
                            {"id":"n1","author":{"name":"Ada"},"project_id":"p1","projectId":"p1",\
                            "created_at":"2026-11-24T10:00:00Z","createdAt":"2026-11-24T10:00:00Z","size":1,\
                            "labels":[],"deleted_at":null}""");
        }

        @Test
        void anOptionalNullableValueIsWrittenWhenItIsSetEvenToNull() {
            assertThat(json.writeValueAsString(note().aliases(null).build())).endsWith(",\"aliases\":null}");
            assertThat(json.writeValueAsString(note().aliases(List.of("x")).build()))
                    .endsWith(",\"aliases\":[\"x\"]}");
        }

        @Test
        void theTypeIdIsWrittenOnceWhateverTheDeclaredType() {
            NoteEvent gone = NoteGone.builder().sequence(7L).atMs(1L).build();
            String expected = "{\"type\":\"note.gone\",\"sequence\":7,\"at_ms\":1}";
            assertThat(json.writeValueAsString(gone)).isEqualTo(expected);
            assertThat(json.writerFor(NoteEvent.class).writeValueAsString(gone)).isEqualTo(expected);
        }

        @Test
        void aConstantNeedNotBeSaid() {
            var changed = NoteChanged.builder()
                    .note(NoteCreate.builder().title("t").build())
                    .build();
            assertThat(json.writeValueAsString(changed)).isEqualTo("""
                            {"type":"note.changed","note":{"title":"t","pinned":false,"visibility":"private"},\
                            "object":"thing"}""");
        }

        @Test
        void unnamedPropertiesStandBesideTheNamedOnes() {
            var block = Block.builder().type("image").more(Map.of("w", 3)).build();
            assertThat(json.writeValueAsString(block)).isEqualTo("{\"type\":\"image\",\"w\":3}");
        }
    }

    @Nested
    class Reading {
        @Test
        void aUnionIsReadByItsTypeId() {
            NoteEvent event = json.readValue("{\"sequence\":7,\"type\":\"note.gone\",\"at_ms\":1}", NoteEvent.class);
            assertThat(event).isEqualTo(NoteGone.builder().sequence(7L).atMs(1L).build());
        }

        @Test
        void anUnknownPropertyNeverFails() {
            var strict = json.rebuild()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
            assertThat(strict.readValue("{\"name\":\"Ada\",\"age\":36}", Author.class)
                            .name())
                    .isEqualTo("Ada");
            assertThat(strict.readValue("{\"type\":\"note.gone\",\"at_ms\":1,\"new\":[]}", NoteEvent.class))
                    .isInstanceOf(NoteGone.class);
        }

        @Test
        void absentNullAndValueAreThreeStates() {
            assertThat(json.readValue("{}", NotePatch.class).title().isPresent())
                    .isFalse();
            assertThat(json.readValue("{\"title\":null}", NotePatch.class).title())
                    .satisfies(title -> assertThat(title.isPresent()).isTrue())
                    .satisfies(title -> assertThat(title.get()).isNull());
            assertThat(json.readValue("{\"title\":\"t\"}", NotePatch.class)
                            .title()
                            .get())
                    .isEqualTo("t");
        }

        @Test
        void bothSpellingsArrive() {
            var create = json.readValue("{\"isActive\":true,\"is_active\":false}", NoteCreate.class);
            assertThat(create.isActiveCamel()).isTrue();
            assertThat(create.isActive()).isFalse();
        }

        @Test
        void aDefaultIsFilledIn() {
            var create = json.readValue("{\"title\":\"t\"}", NoteCreate.class);
            assertThat(create.visibility()).isEqualTo(NoteCreate.VisibilityEnum.PRIVATE);
            assertThat(create.pinned()).isFalse();
        }

        @Test
        void textOrArrayArrivesAsItWasSent() {
            assertThat(json.readValue("{\"input\":\"hi\"}", AnswerCreate.class)
                            .input()
                            .isString())
                    .isTrue();
            assertThat(json.readValue("{\"input\":[{\"a\":1}]}", AnswerCreate.class)
                            .input()
                            .isArray())
                    .isTrue();
        }

        @Test
        void unnamedPropertiesAreKept() {
            var block = json.readValue("{\"type\":\"image\",\"w\":3,\"alt\":null}", Block.class);
            assertThat(block.more()).containsEntry("w", 3).containsEntry("alt", null);
        }

        @Test
        void listsCannotBeChanged() {
            var read = json.readValue("{\"labels\":[\"a\"]}", Note.class);
            assertThatThrownBy(() -> read.labels().add("b")).isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        void anUnknownValueOfAClosedEnumIsRefused() {
            assertThatThrownBy(() -> json.readValue("{\"status\":\"lost\"}", Note.class))
                    .hasMessageContaining("Unexpected value 'lost'");
            assertThat(NoteStatus.fromValue("waiting-for-input")).isEqualTo(NoteStatus.WAITING_FOR_INPUT);
        }
    }
}
