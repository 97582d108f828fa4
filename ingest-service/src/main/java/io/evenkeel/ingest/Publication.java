package io.evenkeel.ingest;

/** The data of an event on its way to Kafka's producer, and the time after which it may not go there any more. */
final class Publication {
    private final byte[] data;
    private final long deadlineNanos;

    Publication(byte[] data, long deadlineNanos) {
        this.data = data;
        this.deadlineNanos = deadlineNanos;
    }

    byte[] data() {
        return data;
    }

    boolean expired() {
        return System.nanoTime() - deadlineNanos > 0;
    }
}
