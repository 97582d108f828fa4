package io.evenkeel.parity.history;

import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.history.Sighting.Closed;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny.SessionFactory;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;

/**
 * The record in Supabase. Every call is one transaction, blocks for at most ten seconds, and throws {@link
 * HistoryUnavailableException} when it fails, having changed nothing. Thread-safe.
 */
@Singleton
class History {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int AT_ONCE = 200;
    private static final int PRUNED_AT_ONCE = 1_000;
    private static final UUID FIRST = new UUID(0, 0);

    private final SessionFactory sessions;
    private final Context context;
    private final Clock clock;

    History(SessionFactory sessions, Vertx vertx, Clock clock) {
        this.sessions = sessions;
        this.context = vertx.getOrCreateContext();
        this.clock = clock;
    }

    /** Records that as it stands now, in place of what was recorded of the same before. */
    void record(Waiting waiting) {
        Instant now = clock.instant();
        List<Object> rows = new ArrayList<>();
        waiting.sightings().forEach(sighting -> rows.add(new MismatchRow(sighting, now)));
        for (Waiting.Document document : waiting.documents()) {
            rows.add(
                    switch (document.content()) {
                        case RunRecorded run -> new RunRow(run, now);
                        case RepairRecorded repair -> new RepairRow(UUID.fromString(document.id()), repair, now);
                    });
        }
        transaction(session -> session.upsertMultiple(rows));
    }

    /** One page of a query. */
    <R> List<R> list(HistoryQuery<R> query, int limit) {
        return transaction(session -> query.list(session, limit));
    }

    /**
     * For a checker that has lost its journal: takes over what an earlier one has recorded as open, with ids and first
     * sights, and closes what is open of other logs.
     */
    void takeOver(Journal journal, Findings findings) {
        closeOtherLogs(journal.epoch());
        UUID after = FIRST;
        List<Sighting> some;
        do {
            some = open(journal.epoch(), after, AT_ONCE);
            if (!some.isEmpty()) {
                journal.restore(some);
                findings.restore(some.stream().map(Sighting::mismatch).toList());
                after = some.getLast().id();
            }
        } while (some.size() == AT_ONCE);
        journal.restored();
    }

    private List<Sighting> open(long epoch, UUID after, int limit) {
        return transaction(session -> session.createSelectionQuery(
                                "from MismatchRow where closedAt is null and epoch = :epoch and id > :after order by id",
                                MismatchRow.class)
                        .setParameter("epoch", epoch)
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList())
                .stream()
                .map(MismatchRow::sighting)
                .toList();
    }

    private void closeOtherLogs(long epoch) {
        Instant now = clock.instant();
        transaction(session -> session.createMutationQuery(
                        "update MismatchRow set closedAt = :now, closedHow = :how, recordedAt = :now"
                                + " where closedAt is null and epoch <> :epoch")
                .setParameter("now", now)
                .setParameter("how", Closed.LOG_REPLACED.label())
                .setParameter("epoch", epoch)
                .executeUpdate());
    }

    /** Ends runs that are recorded as running and that nobody knows of any more: their checker was ended in the middle. */
    void endOthers(Set<UUID> known) {
        transaction(session -> session.createMutationQuery("update RunRow set state = 'failed', reason = :reason,"
                        + " verdict = 'not_verified' where state = 'running' and id not in (:known)")
                .setParameter("reason", "parity-checker was ended meanwhile")
                .setParameter("known", known.isEmpty() ? Set.of(FIRST) : known)
                .executeUpdate());
    }

    /** Removes some of what is older than that; open mismatches never. Returns whether there may be more. */
    boolean prune(Instant before) {
        boolean more = false;
        for (String old : List.of(
                "RunRow where id in (select r.id from RunRow r where r.requestedAt < :before order by r.requestedAt",
                "MismatchRow where id in (select r.id from MismatchRow r where r.closedAt < :before order by r.closedAt",
                "RepairRow where id in (select r.id from RepairRow r where r.repairedAt < :before order by r.repairedAt")) {
            int removed = transaction(
                    session -> session.createMutationQuery("delete from " + old + " limit " + PRUNED_AT_ONCE + ")")
                            .setParameter("before", before)
                            .executeUpdate());
            more |= removed == PRUNED_AT_ONCE;
        }
        return more;
    }

    /** A session belongs to one context of Vert.x, which nobody else may use. */
    private <T> T transaction(Function<StatelessSession, Uni<T>> work) {
        Context own = VertxContext.createNewDuplicatedContext(context);
        VertxContextSafetyToggle.setContextSafe(own, true);
        return Uni.createFrom()
                .deferred(() -> sessions.withStatelessTransaction(work))
                .runSubscriptionOn(command -> own.runOnContext(ignored -> command.run()))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .transform(HistoryUnavailableException::of)
                .await()
                .indefinitely();
    }
}
