package dev.cowork.server.v1.settings;

import dev.cowork.api.v1.model.ConfigurationStatus;
import dev.cowork.api.v1.model.LocalServer;
import dev.cowork.api.v1.model.ModelEffort;
import dev.cowork.api.v1.model.RecommendedModels;
import dev.cowork.server.models.probe.ProviderSetup;
import java.util.List;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

/** Providers and their models as the contract tells them. */
@Mapper
interface ProviderMapper {

    @Mapping(target = "status", expression = "java(state.ready() ? \"ok\" : \"needs_config\")")
    @Mapping(target = "configReady", source = "ready")
    @Mapping(target = "configError", source = "error")
    ConfigurationStatus toStatus(ProviderSetup.State state);

    @Mapping(target = "recommendedModels", source = "models")
    @Mapping(target = "recommendedPair", source = "pairs")
    @Mapping(target = "modelEfforts", source = "efforts")
    @Mapping(target = "modelEnabled", source = "enabled")
    @Mapping(target = "modelDisabledReasons", source = "disabledReasons")
    @Mapping(target = "modelLabels", source = "labels")
    @Mapping(target = "modelProviders", source = "providers")
    @Mapping(target = "modelFamilies", source = "families")
    RecommendedModels toModels(dev.cowork.server.models.probe.RecommendedModels models);

    List<LocalServer> toServers(List<dev.cowork.server.models.probe.LocalServer> servers);

    @Mapping(target = "_default", source = "usual")
    ModelEffort toEffort(dev.cowork.server.models.probe.RecommendedModels.Effort effort);
}
