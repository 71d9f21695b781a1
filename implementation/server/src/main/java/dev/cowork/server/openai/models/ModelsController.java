package dev.cowork.server.openai.models;

import dev.cowork.api.openai.ModelsApi;
import dev.cowork.api.openai.model.ModelList;
import dev.cowork.server.models.Models;
import dev.cowork.server.platform.guard.Owner;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The group {@code models} of the OpenAI subset. */
@RestController("openAiModels")
final class ModelsController implements ModelsApi {

    private final Models models;
    private final ModelMapper mapper;

    ModelsController(Models models, ModelMapper mapper) {
        this.models = models;
        this.mapper = mapper;
    }

    @Override
    public Mono<ResponseEntity<ModelList>> listModels(ServerWebExchange exchange) {
        return models.offered(Owner.of(exchange))
                .map(offered -> ResponseEntity.ok(
                        ModelList.builder().data(mapper.toContract(offered)).build()));
    }
}
