package io.evenkeel.contract.change;

/**
 * When a change set does anything at all. It is judged in the order of the log, by what stands in a store then, so that both
 * stores come to the same.
 */
public sealed interface Condition {
    /** Always. */
    Condition NONE = new None();

    /** Where rows are missing. */
    Condition IF_ABSENT = new IfAbsent();

    /** See {@link #NONE}. */
    record None() implements Condition {}

    /** Rows are inserted only where neither row nor tombstone exists; see {@link #IF_ABSENT}. */
    record IfAbsent() implements Condition {}

    /**
     * Only while the row that the first change writes is as an earlier event left it: HTTP's {@code If-Match}. Otherwise the
     * change set is skipped as a whole.
     *
     * @param position the row's version: where the event stands that wrote it last, as in its {@code source_*} columns
     */
    record IfMatch(Position position) implements Condition {}
}
