package io.evenkeel.parity.history;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A {@link RunRecorded} as it stands in Supabase. */
@Entity
@Table(schema = "evenkeel", name = "parity_run")
class RunRow {
    @Id
    UUID id;

    String kind;
    String state;

    @Nullable
    String verdict;

    @Nullable
    String reason;

    long epoch;

    @Nullable
    String entities;

    @Nullable
    String workspaceId;

    @Nullable
    Instant since;

    @Nullable
    Double load;

    Instant requestedAt;

    @Nullable
    Instant startedAt;

    double seconds;

    @Nullable
    Long rowsCompared;

    @Nullable
    Long rowsExpected;

    @Nullable
    Long mismatches;

    @Nullable
    String source;

    @Nullable
    Integer k;

    @Nullable
    Long queries;

    @Nullable
    Long equal;

    @Nullable
    Long different;

    @Nullable
    Long inFlight;

    @Nullable
    Long recallFound;

    @Nullable
    Long recallWanted;

    Instant recordedAt;

    @SuppressWarnings("NullAway.Init")
    RunRow() {}

    RunRow(RunRecorded run, Instant now) {
        id = run.id();
        kind = run.kind();
        state = run.state();
        verdict = run.verdict();
        reason = run.reason();
        epoch = run.epoch();
        entities = run.entities().isEmpty() ? null : String.join(",", run.entities());
        workspaceId = run.workspaceId();
        since = run.since();
        load = run.load();
        requestedAt = run.requestedAt();
        startedAt = run.startedAt();
        seconds = run.seconds();
        rowsCompared = run.rowsCompared();
        rowsExpected = run.rowsExpected();
        mismatches = run.mismatches();
        source = run.source();
        k = run.k();
        queries = run.queries();
        equal = run.equal();
        different = run.different();
        inFlight = run.inFlight();
        recallFound = run.recallFound();
        recallWanted = run.recallWanted();
        recordedAt = now;
    }

    RunRecorded recorded() {
        return new RunRecorded(
                id,
                kind,
                state,
                verdict,
                reason,
                epoch,
                entities == null ? List.of() : List.of(entities.split(",", -1)),
                workspaceId,
                since,
                load,
                requestedAt,
                startedAt,
                seconds,
                rowsCompared,
                rowsExpected,
                mismatches,
                source,
                k,
                queries,
                equal,
                different,
                inFlight,
                recallFound,
                recallWanted);
    }
}
