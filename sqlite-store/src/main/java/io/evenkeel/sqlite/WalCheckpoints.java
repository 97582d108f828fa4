package io.evenkeel.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Moves the WAL into the file beside the writer, which would otherwise wait for the disk after every few batches. A commit
 * is on disk before that, in the WAL. While a writer goes on writing, its WAL is never moved to the end and so never begun
 * anew: from time to time the writer moves the rest itself, which bounds the WAL. A checkpoint that fails (no space, say) loses
 * nothing; the next one tries again.
 */
final class WalCheckpoints implements AutoCloseable {
    /** So many pages are moved at a time, since each time waits for the disk twice; 8 MB. */
    static final int MOVED_PAGES = 2_000;

    /** From where on the WAL is begun anew, of which little is left to be moved; 32 MB. */
    static final int MOST_PAGES = 8_000;

    /** Where that can no longer wait for the other thread, and how large the file of the WAL may stay; 48 MB. */
    static final int KEPT_PAGES = 12_000;

    /** How long the writer waits for those who read in the WAL; if longer, it grows by as much again. */
    private static final Duration READERS = Duration.ofMillis(100);

    private final SqliteFile file;
    private final ExecutorService thread;
    private CompletableFuture<?> moving = CompletableFuture.completedFuture(null);
    private int nextRestart = MOST_PAGES;

    WalCheckpoints(SqliteFile file) {
        this.file = file;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("sqlite-checkpoints").factory());
    }

    /** To be called by the writer between two transactions, on its thread. */
    void committed(WriterSession session) {
        try {
            WriterSession.Wal wal = session.wal();
            boolean idle = moving.isDone();
            if (wal.pages() >= (idle ? nextRestart : nextRestart + KEPT_PAGES - MOST_PAGES)) {
                moving.join();
                nextRestart = session.restartWal(READERS) ? MOST_PAGES : wal.pages() + MOST_PAGES;
            } else if (idle && wal.toMove() >= MOVED_PAGES) {
                moving = CompletableFuture.runAsync(this::move, thread);
            }
        } catch (SQLException later) {
            // What is committed stays committed. If the reason lasts, the next transaction meets it too.
            nextRestart += MOST_PAGES;
        }
    }

    private void move() {
        try (Connection connection = file.openForCheckpoints()) {
            WriterSession.checkpoint(connection, "PASSIVE");
        } catch (SQLException later) {
            // As above.
        }
    }

    /** Waits for what is being moved, and ends the thread. */
    @Override
    public void close() {
        thread.close();
    }
}
