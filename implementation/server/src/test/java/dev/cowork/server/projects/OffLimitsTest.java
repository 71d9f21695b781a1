package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.paths.ServerPaths;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that need not exist to be judged. */
@DisabledOnOs(OS.WINDOWS)
class OffLimitsTest {

    private static OffLimits of(String person) {
        Path home = Path.of("/data/cowork");
        ServerPaths paths = new ServerPaths(
                home,
                Path.of("/data/projects"),
                home.resolve("files"),
                Path.of("/secrets/vault"),
                home.resolve("logs"),
                home.resolve("cowork.db"),
                home.resolve(".master_key"));
        return new OffLimits(paths, Map.of("HOME", person));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/me",
                "/home/me/work",
                "/home/other/work",
                "/tmp/x",
                "/var/tmp/x",
                "/opt/work",
                "/mnt/disk/work",
                "/srv/site",
                "/usr/local/src/x",
                "/run/media/me/stick",
                "/Users/me/work",
                "/Volumes/Disk",
                "/work",
                "/data",
                "/secrets"
            })
    void whatPeopleWorkInIsOpen(String folder) {
        assertThat(of("/home/me").hold(Path.of(folder))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/", "/etc", "/etc/ssh", "/root/../etc", "/usr", "/usr/local", "/usr/local/bin", "/usr/local/src",
                        "/lib64", "/boot/efi",
                "/proc/1", "/var", "/var/lib/x", "/dev/shm", "/run", "/home", "/Users", "/System/Library",
                        "/private/etc", "/Library/x"
            })
    void whatIsTheSystemsIsClosed(String folder) {
        assertThat(of("/home/me").hold(Path.of(folder).normalize())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/data/cowork",
                "/data/cowork/files/x",
                "/data/cowork/anything",
                "/data/projects/other",
                "/secrets/vault/a"
            })
    void whatIsThisServersIsClosed(String folder) {
        assertThat(of("/home/me").hold(Path.of(folder))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/var/lib/ci, /var/lib/ci/work, false",
        "/root, /root/work, false",
        "/, /etc, true",
        "/var, /var/lib, true"
    })
    void aHomeInsideTheSystemIsOpenButOneAroundItOpensNothing(String person, String folder, boolean closed) {
        assertThat(of(person).hold(Path.of(folder))).isEqualTo(closed);
    }
}
