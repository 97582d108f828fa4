package io.evenkeel.contract.change;

/** What became of one change set of a batch. */
public sealed interface Verdict {

    /** It was applied, or had nothing to do. */
    record Applied() implements Verdict {}

    /** It is older than what is stored, by sequence, or the row has changed since, and was skipped as a whole. */
    record Skipped() implements Verdict {}

    /**
     * It can never be applied and goes to the dead letters.
     *
     * @param code a stable code, for example {@code orphan}
     * @param message what was expected and what to do
     */
    record Refused(String code, String message) implements Verdict {}
}
