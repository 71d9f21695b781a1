package dev.cowork.server.v1.settings;

import dev.cowork.api.v1.model.Setting;
import java.util.List;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

/** Settings as rows of the contract. */
@Mapper
interface SettingMapper {

    @Mapping(target = "isSensitive", source = "sensitive")
    @Mapping(target = "isSet", source = "set")
    Setting toRow(dev.cowork.server.settings.Setting setting);

    List<Setting> toRows(List<dev.cowork.server.settings.Setting> settings);
}
