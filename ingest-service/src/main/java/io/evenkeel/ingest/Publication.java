package io.evenkeel.ingest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An event on its way into the log. It waits before Kafka's producer until the producer takes it, once, or its sender
 * withdraws it because it has waited too long; never both. While Kafka is away events queue up, and a sender that is told
 * that its event was not taken must be able to rely on it: an old version that came into the log later would overwrite
 * what was sent again meanwhile.
 */
final class Publication {
    private enum State {
        WAITING,
        TAKEN,
        WITHDRAWN
    }

    private final String id;
    private final byte[] data;
    private final long deadline;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

    /**
     * @param id the event's id
     * @param data the record's value
     * @param deadline until when, in {@link System#nanoTime}, it may wait
     */
    Publication(String id, byte[] data, long deadline) {
        this.id = id;
        this.data = data;
        this.deadline = deadline;
    }

    String id() {
        return id;
    }

    /** The data, for the producer alone. */
    byte[] data() {
        return data;
    }

    /** Whether the producer may have it. */
    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN) || state.get() == State.TAKEN;
    }

    void complete(Receipt where) {
        receipt.complete(where);
    }

    void fail(Throwable reason) {
        receipt.completeExceptionally(reason);
    }

    boolean isDone() {
        return receipt.isDone();
    }

    /**
     * Where it stands in the log, once Kafka has said so.
     *
     * @throws ExecutionException when Kafka did not take it; it is then not in the log, and will not come there, unless
     *     Kafka took it and could not say so
     */
    Receipt await() throws InterruptedException, ExecutionException {
        try {
            return receipt.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            if (state.compareAndSet(State.WAITING, State.WITHDRAWN)) {
                receipt.completeExceptionally(new IllegalStateException("the event waited too long for Kafka", late));
            }
            // What the producer has taken, its delivery timeout ends.
            return receipt.get();
        }
    }
}
