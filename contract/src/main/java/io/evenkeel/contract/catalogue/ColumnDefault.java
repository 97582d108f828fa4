package io.evenkeel.contract.catalogue;

/** The value of a column that an event leaves out. It is decided once, in the event, never by a store. */
public sealed interface ColumnDefault {

    /**
     * A constant.
     *
     * @param json the value as JSON text, for example {@code 0}, {@code "system"} or {@code {}}
     */
    record Constant(String json) implements ColumnDefault {}

    /** The time of the event, for timestamp columns. */
    record EventTime() implements ColumnDefault {}
}
