package io.evenkeel.bench;

/** Something that was measured did not do its work; its time means nothing. */
public final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BenchFailure(String message) {
        super(message);
    }
}
