package dev.cowork.modelstub;

import dev.cowork.modelstub.script.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a stub is started.
 *
 * @param port the port on 127.0.0.1, or 0 for a free one
 * @param key the key that every request must carry, or null to take any or none
 * @param models the models there are; when empty, any name is accepted and two are listed
 * @param rules what is played to whom, before the script of a message
 */
public record ModelStubOptions(int port, @Nullable String key, List<String> models, Rules rules) {

    /** A copy of the list is kept. */
    public ModelStubOptions {
        models = List.copyOf(models);
    }

    /** A free port, no key, any model. */
    public static ModelStubOptions defaults() {
        return new ModelStubOptions(0, null, List.of(), Rules.NONE);
    }

    /** The same with a key. */
    public ModelStubOptions withKey(@Nullable String wanted) {
        return new ModelStubOptions(port, wanted, models, rules);
    }

    /** The same with a port. */
    public ModelStubOptions withPort(int wanted) {
        return new ModelStubOptions(wanted, key, models, rules);
    }

    /** The same with these models and no others. */
    public ModelStubOptions withModels(List<String> wanted) {
        return new ModelStubOptions(port, key, wanted, rules);
    }

    /** The same with these rules. */
    public ModelStubOptions withRules(Rules wanted) {
        return new ModelStubOptions(port, key, models, wanted);
    }
}
