package dev.cowork.server.platform.serve;

import dev.cowork.server.platform.db.NativeLibrary;
import dev.cowork.server.platform.paths.ServerPaths;
import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The folders of a server, held by one process: two servers in one home would write the same files. */
final class Home implements AutoCloseable {

    private static final String LOCK = ".cowork-server.lock";

    /** A channel to which nothing refers is closed by the garbage collector, and its lock is gone: what is held is kept here. */
    private static final Set<Home> HELD = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;
    private final FileLock lock;

    private Home(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Creates what is missing and takes the lock. The operating system lets go of it when the process ends, however it ends.
     *
     * @throws StartRefused if a folder cannot be made or written, or another server holds the lock
     */
    static Home take(ServerPaths paths) {
        create(paths.home());
        Home home = lock(paths.home());
        try {
            create(paths.projects());
            create(paths.files());
            create(paths.vault());
            Path database = paths.database().getParent();
            if (database != null) {
                create(database);
            }
            NativeLibrary.prepare(paths.home());
            return home;
        } catch (RuntimeException e) {
            home.close();
            throw e;
        }
    }

    private static void create(Path folder) {
        if (Files.isDirectory(folder)) {
            return;
        }
        try {
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] mine = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];
            Files.createDirectories(folder, mine);
        } catch (IOException e) {
            throw new StartRefused("The folder " + folder + " cannot be created: check what stands in its place.", e);
        }
    }

    private static Home lock(Path home) {
        FileChannel channel;
        try {
            channel = FileChannel.open(home.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StartRefused("The folder " + home + " cannot be written: check that it belongs to you.", e);
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                Home held = new Home(channel, lock);
                HELD.add(held);
                return held;
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new StartRefused("The folder " + home + " cannot be locked: its file system does not allow it.", e);
        }
        throw new StartRefused("Another server is already running on " + home + ": stop it or set COWORK_HOME.");
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing was written through it
        }
    }

    @Override
    public void close() {
        HELD.remove(this);
        try {
            lock.release();
        } catch (IOException e) {
            // closing the channel lets go of it too
        }
        closeQuietly(channel);
    }
}
