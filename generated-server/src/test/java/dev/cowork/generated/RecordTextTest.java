package dev.cowork.generated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecordTextTest {
    private static final String OMITTED = "@JsonInclude(JsonInclude.Include.NON_NULL) ";

    private final String note = Generated.text("Note");

    @Nested
    class Absence {
        @Test
        void aRequiredComponentIsNeverNull() {
            assertThat(note).contains("( @JsonProperty(\"id\") @NotNull String id,");
        }

        @Test
        void aRequiredNullableComponentIsWrittenAsNull() {
            assertThat(note).contains(", @JsonProperty(\"deleted_at\") @Nullable OffsetDateTime deletedAt,");
        }

        @Test
        void anAbsentOptionalComponentIsOmitted() {
            assertThat(note).contains(OMITTED + "@JsonProperty(\"status\") @Nullable NoteStatus status,");
        }

        @Test
        void anOptionalNullableComponentTellsAbsentFromNull() {
            assertThat(Generated.text("NotePatch"))
                    .contains("@JsonProperty(\"title\") @Size(max = 200) JsonNullable<String> title")
                    .contains("@JsonProperty(\"author\") JsonNullable<@Valid Author> author")
                    .contains("title = JsonNullable.undefined();");
        }

        @Test
        void aDefaultReplacesAnAbsentValue() {
            assertThat(Generated.text("NoteCreate"))
                    .contains("@JsonProperty(\"visibility\") VisibilityEnum visibility,")
                    .contains("if (visibility == null) { visibility = VisibilityEnum.PRIVATE; }")
                    .contains("if (pinned == null) { pinned = false; }");
        }
    }

    @Nested
    class Names {
        @Test
        void bothSpellingsBecomeComponents() {
            assertThat(note)
                    .contains("@JsonProperty(\"created_at\") @NotNull OffsetDateTime createdAt,")
                    .contains("@JsonProperty(\"createdAt\") @NotNull OffsetDateTime createdAtCamel,");
            assertThat(Generated.text("NoteCreate"))
                    .contains("@JsonProperty(\"isActive\") @Nullable Boolean isActiveCamel")
                    .contains("@JsonProperty(\"is_active\") @Nullable Boolean isActive");
        }

        @Test
        void wordsThatJavaAllowsKeepTheirNames() {
            assertThat(Generated.text("NoteChanged")).contains("@JsonProperty(\"object\") @NotNull ObjectEnum object");
        }
    }

    @Nested
    class Types {
        @Test
        void aMappedSchemaIsAJsonNodeThatNobodyValidates() {
            assertThat(Generated.text("AnswerCreate"))
                    .contains("@JsonProperty(\"input\") @NotNull JsonNode input,")
                    .contains("@Nullable List<JsonNode> history,");
            assertThat(Generated.exists("ResponseInput")).isFalse();
        }

        @Test
        void xExtensibleEnumStaysText() {
            assertThat(note)
                    .contains("@Nullable String kind,")
                    .contains("@param kind Kind of note. Known values: {@code plain}, {@code rich}; others may come.");
        }

        @Test
        void int64IsLongAndDateTimeHasAnOffset() {
            assertThat(note).contains("@NotNull Long size,").contains("@NotNull OffsetDateTime createdAt,");
        }

        @Test
        void itemsAreValidatedNotTheirContainer() {
            assertThat(note).contains("@JsonProperty(\"co_authors\") @Nullable List<@Valid Author> coAuthors,");
            assertThat(note).doesNotContain("@Valid List").doesNotContain("@Valid Map");
        }

        @Test
        void collectionsAreShut() {
            assertThat(note)
                    .contains("labels = Collections.unmodifiableList(labels);")
                    .contains("extra = Collections.unmodifiableMap(extra);");
        }

        @Test
        void unnamedPropertiesAreKeptWhereTheContractAllowsThem() {
            assertThat(Generated.text("Block")).contains("@JsonAnyGetter @JsonAnySetter Map<String, Object> more)");
        }
    }

    @Nested
    class Unions {
        @Test
        void aUnionIsASealedInterface() {
            assertThat(Generated.text("NoteEvent"))
                    .contains("public sealed interface NoteEvent permits NoteChanged, NoteGone {}")
                    .contains("@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.PROPERTY,"
                            + " property = \"type\")")
                    .contains("@JsonSubTypes.Type(value = NoteGone.class, name = \"note.gone\")");
        }

        @Test
        void xConstIsNoComponent() {
            assertThat(Generated.text("NoteGone"))
                    .contains("public record NoteGone( @JsonProperty(\"sequence\") @NotNull Long sequence,"
                            + " @JsonProperty(\"at_ms\") @NotNull Long atMs) implements NoteEvent {")
                    .contains("return new NoteGone(sequence, atMs);");
        }
    }
}
