package io.evenkeel.kit.writer;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.StoreWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What people ask of a store besides the log: queued by any thread, run by the one that writes the store, between its
 * batches.
 */
final class StoreCommands {
    private static final int LONGEST = 100;
    private static final Duration WAIT = Duration.ofSeconds(60);

    private final Queue<Command<?>> waiting = new ArrayDeque<>();
    private boolean closed;

    private record Command<T>(Function<StoreWriter, T> work, CompletableFuture<T> answer) {
        void run(StoreWriter writer) {
            // Fails the answer with whatever the work throws; does nothing where nobody waits any more.
            answer.completeAsync(() -> work.apply(writer), Runnable::run);
        }

        void fail(StoreUnavailableException reason) {
            answer.completeExceptionally(reason);
        }
    }

    /**
     * Queues a command.
     *
     * @return its answer; fails with a {@link StoreUnavailableException} when the store cannot be reached, the writer
     *     stops, or too many wait. Cancelling it keeps a command from being run that was not begun.
     */
    <T> CompletableFuture<T> submit(Function<StoreWriter, T> work) {
        Command<T> command = new Command<>(work, new CompletableFuture<>());
        synchronized (waiting) {
            if (closed) {
                command.fail(unavailable("the writer stops"));
            } else if (waiting.size() >= LONGEST) {
                command.fail(unavailable(LONGEST + " commands wait for the writer already"));
            } else {
                waiting.add(command);
            }
        }
        return command.answer();
    }

    /**
     * Waits for an answer.
     *
     * @throws StoreUnavailableException when there is none: the store cannot be reached, or the writer does not come to it
     */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted", interrupted);
        } catch (TimeoutException late) {
            answer.cancel(false);
            throw new StoreUnavailableException(
                    "the writer did not come to it in " + WAIT.toSeconds() + " s; see its health, and ask again", late);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreUnavailableException unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException("the command failed: " + failed.getCause(), failed);
        }
    }

    boolean areWaiting() {
        synchronized (waiting) {
            return !waiting.isEmpty();
        }
    }

    /** Runs what waits, on the caller's thread. */
    void run(StoreWriter writer) {
        Command<?> next = take();
        while (next != null) {
            next.run(writer);
            next = take();
        }
    }

    /** Fails what waits, and what comes from now on. */
    void close() {
        synchronized (waiting) {
            closed = true;
            waiting.forEach(command -> command.fail(unavailable("the writer stops")));
            waiting.clear();
        }
    }

    private @Nullable Command<?> take() {
        synchronized (waiting) {
            return waiting.poll();
        }
    }

    private static StoreUnavailableException unavailable(String why) {
        return new StoreUnavailableException(why + "; ask again", new CancellationException(why));
    }
}
