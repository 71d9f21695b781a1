package dev.cowork.server.projects;

import dev.cowork.server.platform.paths.ServerPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Folders that are no place to work in: an agent there could break the computer or read this server's secrets. A person's own home is never
 * off limits, wherever it lies. All methods block.
 */
final class OffLimits {

    /** Too wide, though folders in them are fine. */
    private static final List<String> ROOMS = List.of(
            "/home", "/mnt", "/media", "/opt", "/srv", "/Users", "/Volumes", "/private", "/private/tmp", "/tmp");

    /** The system's, with all there is in them. */
    private static final List<String> SYSTEM = List.of(
            "/Applications",
            "/Library",
            "/System",
            "/bin",
            "/boot",
            "/cores",
            "/dev",
            "/etc",
            "/lib",
            "/lib32",
            "/lib64",
            "/libx32",
            "/lost+found",
            "/private/etc",
            "/private/var",
            "/proc",
            "/run",
            "/sbin",
            "/sys",
            "/usr",
            "/var");

    /** Inside the system's, but for people: what lies in them is fine. */
    private static final List<String> EXCEPTIONS = List.of(
            "/dev/shm",
            "/private/var/folders",
            "/private/var/tmp",
            "/run/media",
            "/run/user",
            "/usr/home",
            "/usr/local/src",
            "/usr/src",
            "/var/folders",
            "/var/home",
            "/var/tmp",
            "/var/www");

    private static final List<String> WINDOWS =
            List.of("SystemRoot", "ProgramFiles", "ProgramFiles(x86)", "ProgramData");

    private final ServerPaths paths;
    private final Optional<Path> person;
    private final List<Path> windows;

    /**
     * @param paths where this server keeps things
     * @param environment the variables: where the person is at home, and on Windows the system
     */
    OffLimits(ServerPaths paths, Map<String, String> environment) {
        this.paths = paths;
        this.person = Optional.ofNullable(environment.getOrDefault("HOME", System.getProperty("user.home")))
                .filter(home -> !home.isBlank())
                .map(Path::of);
        this.windows = WINDOWS.stream()
                .map(environment::get)
                .filter(folder -> folder != null && !folder.isBlank())
                .map(Path::of)
                .toList();
    }

    /**
     * @param folder the real path of an existing folder
     * @return whether nobody may work in it
     */
    boolean hold(Path folder) {
        return folder.getParent() == null || isThisServers(folder) || isTheSystems(folder);
    }

    /** Another project's folder would go with that project; keys, uploads and logs are no place to work in. */
    private boolean isThisServers(Path folder) {
        return Stream.of(paths.home(), paths.projects(), paths.files(), paths.vault(), paths.logs())
                .map(OffLimits::real)
                .anyMatch(folder::startsWith);
    }

    private boolean isTheSystems(Path folder) {
        // a home such as / or /var would open everything
        boolean atHome = person.map(OffLimits::real)
                .filter(home -> home.getNameCount() > 1 || home.equals(Path.of("/root")))
                .filter(folder::startsWith)
                .isPresent();
        return !atHome
                && (among(ROOMS, folder::equals)
                        || windows.stream().map(OffLimits::real).anyMatch(folder::startsWith)
                        || among(SYSTEM, folder::startsWith)
                                && !among(EXCEPTIONS, room -> folder.startsWith(room) && !folder.equals(room)));
    }

    private static boolean among(List<String> places, Predicate<Path> same) {
        return places.stream().map(Path::of).anyMatch(same);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException absent) {
            return path.toAbsolutePath().normalize();
        }
    }
}
