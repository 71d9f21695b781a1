package dev.cowork.server.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent asks the person.
 *
 * @param prompt the question
 * @param options what can be chosen, in order; perhaps none
 * @param many whether several of them can be chosen
 * @param allowCustom whether the person may answer in words of their own
 */
public record Question(String prompt, List<Option> options, boolean many, boolean allowCustom) {

    /** Copies the options. */
    public Question {
        options = List.copyOf(options);
    }

    /**
     * One thing to choose.
     *
     * @param value what the answer says
     * @param label what the person reads
     * @param detail more for the person, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Option(
            String value, String label, @Nullable String detail) {}
}
