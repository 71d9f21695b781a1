package dev.cowork.server.models.choice;

import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelStatus;
import dev.cowork.server.models.Models;
import dev.cowork.server.models.ScriptedChatServer;
import dev.cowork.server.models.TestModels;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The real choice of models, with settings of the test and a scripted model server. */
abstract class ModelChoiceFixture {

    final Map<String, String> settings = new HashMap<>();
    final ScriptedChatServer server = ScriptedChatServer.start();
    private final AnnotationConfigApplicationContext context = context(false);

    AnnotationConfigApplicationContext context(boolean rehearsing) {
        return TestModels.context(settings, rehearsing, "dev.cowork.server.models");
    }

    @AfterEach
    void stop() {
        context.close();
        server.close();
    }

    Models models() {
        return context.getBean(Models.class);
    }

    ChosenModel choose(String requested) {
        return models().choose("local", requested).block(Duration.ofSeconds(5));
    }

    ModelStatus status() {
        return models().status("local").block(Duration.ofSeconds(5));
    }

    /** The authorization that comes with a request to the server. */
    String sent() {
        server.then(ScriptedChatServer.status(200, "{\"data\":[]}"));
        choose("big");
        return server.seen().getLast().authorization();
    }

    void local() {
        settings.put("planning_provider", "openai-compatible");
        settings.put("openai_base_url", server.base());
        settings.put("planning_model", "small");
    }
}
