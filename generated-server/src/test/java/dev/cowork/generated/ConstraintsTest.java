package dev.cowork.generated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.fixture.model.Author;
import dev.cowork.fixture.model.Note;
import dev.cowork.fixture.model.NoteCreate;
import dev.cowork.fixture.model.NotePatch;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstraintsTest {
    private final Validator validator =
            Validation.buildDefaultValidatorFactory().getValidator();

    private List<String> broken(Object bean) {
        return validator.validate(bean).stream()
                .map(violation -> violation.getPropertyPath().toString())
                .sorted()
                .toList();
    }

    @Test
    void aMissingRequiredComponentIsFound() {
        assertThat(broken(NoteCreate.builder().build())).containsExactly("title");
    }

    @Test
    void aLimitHoldsInsideAnOptionalNullableComponent() {
        assertThat(broken(NotePatch.builder().title("t".repeat(201)).build())).containsExactly("title");
        assertThat(broken(NotePatch.builder().title(null).build())).isEmpty();
        assertThat(broken(NotePatch.builder().build())).isEmpty();
    }

    @Test
    void itemsAndNestedRecordsAreValidated() {
        var nameless = Author.builder().name("").build();
        assertThat(broken(NotePatch.builder().author(nameless).build())).containsExactly("author.name");
        assertThat(broken(Note.builder().coAuthors(List.of(nameless)).build())).contains("coAuthors[0].name");
    }
}
