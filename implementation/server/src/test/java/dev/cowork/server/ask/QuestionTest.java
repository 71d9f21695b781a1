package dev.cowork.server.ask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bug class: what a person types is sent as another answer than the one they meant. */
class QuestionTest {

    private static Question question(String select, boolean ownWords) {
        ObjectNode data = JsonMapper.shared()
                .createObjectNode()
                .put("question_id", "q1")
                .put("prompt", "Which file?")
                .put("select", select)
                .put("allow_custom", ownWords);
        data.putArray("options")
                .add(JsonMapper.shared()
                        .createObjectNode()
                        .put("value", "a.csv")
                        .put("label", "The first"))
                .add(JsonMapper.shared()
                        .createObjectNode()
                        .put("value", "b.csv")
                        .put("detail", "newer"));
        return Question.of(new Frame("", data));
    }

    private static String answer(Question question, String typed) {
        return question.answer(typed).map(ObjectNode::toString).orElse("none");
    }

    @Test
    void isShownWithItsOptionsNumbered() {
        assertThat(question("one", true).lines())
                .containsExactly(
                        "? Which file?",
                        "  1) The first",
                        "  2) b.csv (newer)",
                        "  Type a number, or an answer of your own.");
    }

    @Test
    void ofLeaveIsShownWithAllThatIsAskedFor() {
        Question leave =
                new Question("q3", "Allow this: Running tar...", "tar xf a.tar\nrm a.tar", List.of(), false, false);

        assertThat(leave.lines()).startsWith("? Allow this: Running tar...", "    tar xf a.tar", "    rm a.tar");
    }

    @Nested
    class ANumber {

        @Test
        void standsForTheValueThatIsOffered() {
            assertThat(answer(question("one", true), " 2 "))
                    .isEqualTo("{\"question_id\":\"q1\",\"values\":[\"b.csv\"]}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"3", "0", " 12 ", "99999999999", "1,3", "1, 2"})
        void thatIsNotOfferedIsNoAnswerAlsoWhereWordsAreOne(String typed) {
            assertThat(answer(question("one", true), typed)).isEqualTo("none");
            assertThat(answer(question("one", false), typed)).isEqualTo("none");
        }

        @Test
        void amongWordsIsWords() {
            assertThat(answer(question("one", true), "3 of them"))
                    .isEqualTo("{\"question_id\":\"q1\",\"text\":\"3 of them\"}");
        }

        @Test
        void isTheAnswerWhereNothingIsOffered() {
            Question open = new Question("q2", "How many?", "", List.of(), false, true);
            assertThat(answer(open, "12")).isEqualTo("{\"question_id\":\"q2\",\"text\":\"12\"}");
        }

        @Test
        void mayComeWithOthersOnlyWhereSeveralMayBeChosen() {
            assertThat(answer(question("many", false), "2, 1,2"))
                    .isEqualTo("{\"question_id\":\"q1\",\"values\":[\"b.csv\",\"a.csv\"]}");
            assertThat(answer(question("one", false), "1,2")).isEqualTo("none");
        }
    }

    @Nested
    class Words {

        @Test
        void areTheAnswerWhereNothingElseIsOffered() {
            Question open = new Question("q2", "Why?", "", List.of(), false, false);
            assertThat(open.answer("because "))
                    .map(ObjectNode::toString)
                    .isEqualTo(Optional.of("{\"question_id\":\"q2\",\"text\":\"because\"}"));
        }

        @Test
        void thatAreBlankAreNoAnswer() {
            assertThat(answer(question("one", true), "  ")).isEqualTo("none");
        }
    }
}
