package dev.cowork.server.projects;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.Patch;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the fields of a project may hold. Each method gives the checked value or throws 422 with the field's pointer. */
final class ProjectRules {

    /** In the filters of lists it stands for every project. */
    private static final String EVERY = "all";

    static final int MAX_NAME = 255;
    static final int MAX_DESCRIPTION = 10_000;
    static final int MAX_IDS = 200;
    static final int MAX_ID = 255;

    private ProjectRules() {}

    /**
     * @param typed a name as it came
     * @return the name for people, trimmed
     */
    static String displayName(String typed) {
        String name = typed.strip();
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            throw Problem.invalid("/name", "A project's name cannot contain control characters");
        }
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
            throw Problem.invalid("/name", "A project's name can have at most " + MAX_NAME + " characters");
        }
        if (ProjectName.of(name).equalsIgnoreCase(EVERY)) {
            throw Problem.of(
                    422, "name_not_allowed", "A project cannot be called all, because that stands for every project.");
        }
        return name;
    }

    static @Nullable String description(@Nullable String text) {
        if (text != null && text.length() > MAX_DESCRIPTION) {
            throw Problem.invalid(
                    "/description", "A project's description can have at most " + MAX_DESCRIPTION + " characters");
        }
        return text;
    }

    /**
     * @param pointer where the list stands in the body
     * @param ids ids as they came
     * @return the ids, each once, in their order
     */
    static List<String> ids(String pointer, List<String> ids) {
        if (ids.size() > MAX_IDS) {
            throw Problem.invalid(pointer, "The list can have at most " + MAX_IDS + " entries");
        }
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            if (id == null
                    || id.isBlank()
                    || id.length() > MAX_ID
                    || id.codePoints().anyMatch(Character::isISOControl)) {
                throw Problem.invalid(pointer + "/" + i, "An id has 1 to " + MAX_ID + " visible characters");
            }
        }
        return List.copyOf(new LinkedHashSet<>(ids));
    }

    /** A wanted project with all fields checked. */
    static NewProject checked(NewProject wanted) {
        return new NewProject(
                displayName(wanted.name()),
                description(wanted.description()),
                wanted.path(),
                ids("/connector_ids", wanted.connectorIds()),
                ids("/skill_ids", wanted.skillIds()));
    }

    /** A wanted change with all fields checked. */
    static ProjectChange checked(ProjectChange wanted) {
        Patch<@Nullable String> description = switch (wanted.description()) {
            case Patch.Keep<@Nullable String> keep -> keep;
            case Patch.To<@Nullable String> to -> new Patch.To<>(description(to.value()));
        };
        return new ProjectChange(
                wanted.name() == null ? null : displayName(wanted.name()),
                description,
                wanted.active(),
                wanted.connectorIds() == null ? null : ids("/connector_ids", wanted.connectorIds()),
                wanted.skillIds() == null ? null : ids("/skill_ids", wanted.skillIds()));
    }
}
