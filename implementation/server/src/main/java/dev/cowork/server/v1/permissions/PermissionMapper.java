package dev.cowork.server.v1.permissions;

import dev.cowork.server.agent.Verdict;
import dev.cowork.server.permissions.Permission;
import dev.cowork.server.platform.time.Times;
import java.time.OffsetDateTime;
import java.util.List;
import org.mapstruct.Mapper;

/** Rules of the contract from rules of the house. */
@Mapper
abstract class PermissionMapper {

    abstract dev.cowork.api.v1.model.Permission toApi(Permission rule);

    abstract List<dev.cowork.api.v1.model.Permission> toApi(List<Permission> rules);

    OffsetDateTime time(long micros) {
        return Times.utc(micros);
    }

    String effect(Verdict verdict) {
        return verdict.wire();
    }
}
