package dev.cowork.server.openai.models;

import dev.cowork.api.openai.model.Model;
import dev.cowork.server.models.OfferedModel;
import java.util.List;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

/** Models as the contract shows them. */
@Mapper
interface ModelMapper {

    List<Model> toContract(List<OfferedModel> models);

    /** No provider's list says when a model was made; {@code object} is always the same and fills itself in. */
    @Mapping(target = "object", ignore = true)
    @Mapping(target = "created", constant = "0L")
    @Mapping(target = "ownedBy", source = "provider")
    Model toContract(OfferedModel model);
}
