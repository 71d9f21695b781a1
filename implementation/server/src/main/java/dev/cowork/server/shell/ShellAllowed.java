package dev.cowork.server.shell;

import dev.cowork.server.platform.serve.Variables;
import java.util.Objects;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** A command can do what its user can do, so the tool is there only if {@code COWORK_SHELL=allow} says so. */
final class ShellAllowed implements Condition {

    static final String VARIABLE = "COWORK_SHELL";

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConfigurableListableBeanFactory beans = Objects.requireNonNull(context.getBeanFactory());
        return beans.getSingleton("variables") instanceof Variables variables
                && variables.get(VARIABLE).filter("allow"::equalsIgnoreCase).isPresent();
    }
}
