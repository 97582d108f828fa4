package io.evenkeel.parity.drift;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.parity.sweep.SweepReport;
import io.evenkeel.parity.sweep.Sweeps;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Says what nobody watched, and has everything swept instead. Thread-safe. */
final class Gaps {
    private static final Logger LOG = Logger.getLogger(Gaps.class);

    private final DriftJournal journal;
    private final Sweeps sweeps;
    private final Clock clock;

    Gaps(DriftJournal journal, Sweeps sweeps, Clock clock) {
        this.journal = journal;
        this.sweeps = sweeps;
        this.clock = clock;
    }

    /** As {@link Gap}. */
    void missed(Backend store, @Nullable String from, String to, String why) {
        Optional<SweepReport> sweep = sweeps.request();
        journal.missed(new Gap(
                store.label(),
                from,
                to,
                why,
                clock.instant(),
                sweep.map(SweepReport::id).orElse(null)));
        LOG.errorf(
                "nobody watched %s from %s to %s: %s; %s",
                store.label(),
                from == null ? "its beginning" : from,
                to,
                why,
                sweep.isPresent() ? "a sweep of everything was asked for" : "a sweep of everything is due");
    }
}
