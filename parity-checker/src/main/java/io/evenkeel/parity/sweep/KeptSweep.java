package io.evenkeel.parity.sweep;

import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.sweep.SweepReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sweep with all that it takes to go on with it.
 *
 * @param report what is told of it
 * @param epoch the epoch of the log
 * @param place how far it has come
 * @param more how many mismatches there are beside those that are listed
 * @param behind which store had not applied everything when it began; null when both had
 */
record KeptSweep(
        SweepReport report,
        long epoch,
        SweepPlace place,
        long more,
        @Nullable String behind) {
    /** More than anyone reads. */
    private static final int LISTED = 10_000;

    static KeptSweep queued(SweepReport report, long epoch) {
        return new KeptSweep(report, epoch, SweepPlace.BEGINNING, 0, null);
    }

    boolean ended() {
        return report.ended();
    }

    KeptSweep waiting(Instant now, Duration took) {
        Instant began = report.startedAt();
        return with(State.WAITING, began == null ? now : began, report.rowsCompared(), report.rowsExpected(), took);
    }

    KeptSweep comparing(long expected, @Nullable String storesBehind, Duration took) {
        return new KeptSweep(report, epoch, place, more, storesBehind == null ? behind : storesBehind)
                .with(State.COMPARING, report.startedAt(), report.rowsCompared(), expected, took);
    }

    KeptSweep stepped(SweepPlace next, long compared, List<Mismatch> found, Duration took) {
        List<Mismatch> listed = report.mismatches();
        long unlisted = 0;
        if (!found.isEmpty()) {
            int room = Math.min(found.size(), LISTED - listed.size());
            listed = new ArrayList<>(listed);
            listed.addAll(found.subList(0, room));
            unlisted = found.size() - room;
        }
        SweepReport told = new SweepReport(
                report.id(),
                report.request(),
                State.COMPARING,
                report.requestedAt(),
                report.startedAt(),
                report.rowsCompared() + compared,
                report.rowsExpected(),
                took,
                listed,
                report.reason());
        return new KeptSweep(told, epoch, next, more + unlisted, behind)
                .with(State.COMPARING, told.startedAt(), told.rowsCompared(), told.rowsExpected(), took);
    }

    KeptSweep done(Duration took) {
        return with(State.DONE, report.startedAt(), report.rowsCompared(), report.rowsExpected(), took);
    }

    /** Ended early, for that reason. */
    KeptSweep ended(State how, String why) {
        return new KeptSweep(report.ended(how, why), epoch, place, more, behind);
    }

    /** Going on, as soon as that is over. */
    KeptSweep held(String why) {
        return new KeptSweep(report.ended(report.state(), why), epoch, place, more, behind);
    }

    private KeptSweep with(State state, @Nullable Instant startedAt, long compared, long expected, Duration took) {
        String unlisted = more == 0 ? null : more + " more mismatches are not listed here; put these right first";
        String reason = Stream.of(behind, unlisted)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.collectingAndThen(Collectors.joining("; "), text -> text.isEmpty() ? null : text));
        SweepReport next = new SweepReport(
                report.id(),
                report.request(),
                state,
                report.requestedAt(),
                startedAt,
                compared,
                expected,
                took,
                report.mismatches(),
                reason);
        return new KeptSweep(next, epoch, place, more, behind);
    }
}
