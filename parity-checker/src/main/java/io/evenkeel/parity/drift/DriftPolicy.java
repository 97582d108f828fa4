package io.evenkeel.parity.drift;

import java.util.Locale;

/** What is done about a row that was changed past the log. */
public enum DriftPolicy {
    /** It is reported, and stays as it is. */
    ALERT,
    /** The store's writer makes it as the log has it. */
    REVERT,
    /** It is published as an event, so that both stores get it through the log. */
    ADOPT;

    /** The name in settings, answers and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
