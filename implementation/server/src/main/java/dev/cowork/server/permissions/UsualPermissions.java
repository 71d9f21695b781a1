package dev.cowork.server.permissions;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.platform.serve.Variables;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** What holds where the person has no rule: what stays inside the project is allowed, what leaves it is asked. */
@Component
final class UsualPermissions {

    /** What commands may do: {@code allow}, {@code ask} or {@code deny}. */
    static final String SHELL = "COWORK_SHELL";

    /** What tools of MCP servers may do, once those are started at all: {@code allow} or {@code ask}. */
    static final String MCP = "COWORK_MCP";

    private final Verdict commands;
    private final Verdict foreign;

    UsualPermissions(Variables variables) {
        commands = switch (variables.get(SHELL).orElse("").toLowerCase(Locale.ROOT)) {
            case "allow" -> Verdict.ALLOW;
            case "deny" -> Verdict.DENY;
            default -> Verdict.ASK;
        };
        foreign = variables.get(MCP).filter("allow"::equalsIgnoreCase).isPresent() ? Verdict.ALLOW : Verdict.ASK;
    }

    Verdict of(Access access) {
        return switch (access.kind()) {
            case READ, WRITE -> Verdict.ALLOW;
            case RUN -> commands;
            case NETWORK -> Verdict.ASK;
            case EXTERNAL -> foreign;
        };
    }
}
