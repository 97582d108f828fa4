package io.evenkeel.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right to write one file, held by one writer of one process, through a lock of the operating system. */
final class WriterLock implements AutoCloseable {
    /** Within one process: closing a second handle of a lock file would drop the first one's lock. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private WriterLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** @throws IllegalStateException when another writer has the file */
    static WriterLock acquire(SqliteFile file) {
        try {
            Path folder = Objects.requireNonNull(file.path().getParent(), "a file has a folder");
            Files.createDirectories(folder);
            Path path = folder.toRealPath().resolve(file.path().getFileName() + ".writer.lock");
            if (!HELD_HERE.add(path)) {
                throw refused(file, path);
            }
            return lock(file, path);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot lock " + file.path() + " for writing", failed);
        }
    }

    private static WriterLock lock(SqliteFile file, Path path) throws IOException {
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            if (lock == null) {
                throw refused(file, path);
            }
            return new WriterLock(path, channel);
        } finally {
            if (lock == null) {
                HELD_HERE.remove(path);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private static IllegalStateException refused(SqliteFile file, Path path) {
        return new IllegalStateException("another sqlite-writer writes " + file.path() + " (it holds " + path
                + "): stop it first, or set SQLITE_PATH to another file");
    }

    /** The lock file stays: deleting it would let two processes lock two files of one name. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot release " + path, failed);
        } finally {
            HELD_HERE.remove(path);
        }
    }
}
