package dev.cowork.server.v1.health;

import dev.cowork.api.v1.model.Health;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

/** Health as the contract tells it; the agent is part of this build, so their versions are one. */
@Mapper
interface HealthMapper {

    @Mapping(target = "status", constant = "ok")
    @Mapping(target = "antonAvailable", constant = "true")
    @Mapping(target = "mode", constant = "anton")
    @Mapping(target = "antonVersion", source = "serverVersion")
    @Mapping(target = "aid", source = "installation")
    @Mapping(target = "mindsRuntimeCredentialRequired", constant = "false")
    @Mapping(target = "orgMode", constant = "false")
    @Mapping(target = "liveApps", constant = "false")
    @Mapping(target = "liveConversations", source = "conversations")
    @Mapping(target = "livePads", source = "pads")
    Health toContract(dev.cowork.server.health.Health health);
}
