package dev.cowork.server.settings;

import dev.cowork.server.agent.Agent;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The agents that can be chosen, the built-in one first. Asked late: agents themselves need settings. */
@Component
final class AgentNames {

    private static final String BUILT_IN = "anton";

    private final ObjectProvider<Agent> agents;

    AgentNames(ObjectProvider<Agent> agents) {
        this.agents = agents;
    }

    List<String> all() {
        return Stream.concat(Stream.of(BUILT_IN), agents.stream().map(Agent::id).sorted())
                .distinct()
                .toList();
    }
}
