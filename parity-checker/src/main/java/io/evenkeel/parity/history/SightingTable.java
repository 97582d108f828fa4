package io.evenkeel.parity.history;

import static io.evenkeel.parity.history.JournalFile.bind;
import static io.evenkeel.parity.history.JournalFile.number;
import static io.evenkeel.parity.history.JournalFile.update;

import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.MismatchKind;
import io.evenkeel.parity.history.Sighting.Closed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Mismatches in the journal's file, while they are open and until they are recorded. Times are milliseconds. */
final class SightingTable {
    private static final String COLUMNS =
            "id, epoch, entity, workspace, key, kind, column_name, stores, in_log, in_sqlite,"
                    + " in_supabase, cut, first_seen, last_seen, closed_at, closed_how, version";

    /** One that is open already takes the new values, and is to be recorded again if they are new, or now and then. */
    private static final String FIND =
            "insert into sighting (id, epoch, entity, workspace, key, kind, column_name, stores,"
                    + " in_log, in_sqlite, in_supabase, cut, first_seen, last_seen, version)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
                    + " on conflict (entity, workspace, key, kind, column_name, stores) where closed_at is null do update set"
                    + " version = version + (in_log is not excluded.in_log or in_sqlite is not excluded.in_sqlite"
                    + " or in_supabase is not excluded.in_supabase or first_seen > excluded.first_seen"
                    + " or (recorded > 0 and excluded.last_seen - recorded_at >= ?)),"
                    + " in_log = excluded.in_log, in_sqlite = excluded.in_sqlite, in_supabase = excluded.in_supabase,"
                    + " cut = excluded.cut, last_seen = excluded.last_seen, first_seen = min(first_seen, excluded.first_seen)";

    private static final String CLOSE = "update sighting set closed_at = ?, closed_how = ?, version = version + 1"
            + " where closed_at is null and entity = ? and workspace = ? and key = ? and kind = ? and column_name = ?"
            + " and stores = ?";

    private static final String ADOPT = "insert into sighting (id, epoch, entity, workspace, key, kind, column_name,"
            + " stores, in_log, in_sqlite, in_supabase, cut, first_seen, last_seen, version, recorded, recorded_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, ?)"
            + " on conflict (id) do nothing"
            + " on conflict (entity, workspace, key, kind, column_name, stores) where closed_at is null do update set"
            + " id = excluded.id, first_seen = min(first_seen, excluded.first_seen), version = version + 1";

    private SightingTable() {}

    static void find(Connection connection, Collection<Mismatch> found, long epoch, long now, long touch)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(FIND)) {
            for (Mismatch one : found) {
                bind(
                        insert,
                        UUID.randomUUID().toString(),
                        epoch,
                        one.key().entity(),
                        one.key().workspace(),
                        one.key().key(),
                        one.kind().name(),
                        column(one),
                        stores(one),
                        Excerpt.of(one.log()),
                        Excerpt.of(one.sqlite()),
                        Excerpt.of(one.supabase()),
                        isCut(one) ? 1 : 0,
                        one.foundAt().toEpochMilli(),
                        now,
                        touch);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static void close(Connection connection, Collection<Mismatch> gone, Closed how, long now) throws SQLException {
        for (Mismatch one : gone) {
            RowKey key = one.key();
            update(
                    connection,
                    CLOSE,
                    now,
                    how.label(),
                    key.entity(),
                    key.workspace(),
                    key.key(),
                    one.kind().name(),
                    column(one),
                    stores(one));
        }
    }

    /** What has ended since a repair began has ended by it. */
    static void repaired(Connection connection, RowKey key, long begun) throws SQLException {
        update(
                connection,
                "update sighting set closed_how = ?, version = version + 1 where entity = ? and workspace = ?"
                        + " and key = ? and closed_at >= ? and closed_how = ?",
                Closed.REPAIRED.label(),
                key.entity(),
                key.workspace(),
                key.key(),
                begun,
                Closed.EQUAL.label());
    }

    static void adopt(Connection connection, List<Sighting> recorded) throws SQLException {
        for (Sighting one : recorded) {
            Mismatch mismatch = one.mismatch();
            update(
                    connection,
                    ADOPT,
                    one.id().toString(),
                    one.epoch(),
                    mismatch.key().entity(),
                    mismatch.key().workspace(),
                    mismatch.key().key(),
                    mismatch.kind().name(),
                    column(mismatch),
                    stores(mismatch),
                    mismatch.log(),
                    mismatch.sqlite(),
                    mismatch.supabase(),
                    one.cut() ? 1 : 0,
                    mismatch.foundAt().toEpochMilli(),
                    one.lastSeen().toEpochMilli(),
                    one.lastSeen().toEpochMilli());
        }
    }

    static long count(Connection connection) throws SQLException {
        return number(connection, "select count(*) from sighting where closed_at is null");
    }

    static List<Mismatch> open(Connection connection, long epoch) throws SQLException {
        return select(connection, "where closed_at is null and epoch = ? order by first_seen, id", epoch).stream()
                .map(Sighting::mismatch)
                .toList();
    }

    static List<Sighting> waiting(Connection connection, int limit) throws SQLException {
        return select(connection, "where version > recorded order by first_seen limit ?", limit);
    }

    static void recorded(Connection connection, List<Sighting> done, long old) throws SQLException {
        try (PreparedStatement mark =
                connection.prepareStatement("update sighting set recorded = ?, recorded_at = ? where id = ?")) {
            for (Sighting one : done) {
                bind(
                        mark,
                        one.version(),
                        one.lastSeen().toEpochMilli(),
                        one.id().toString());
                mark.addBatch();
            }
            mark.executeBatch();
        }
        update(connection, "delete from sighting where closed_at < ? and recorded >= version", old);
    }

    static int trim(Connection connection, int most) throws SQLException {
        long excess = number(connection, "select count(*) from sighting where version > recorded") - most;
        return excess <= 0
                ? 0
                : update(
                        connection,
                        "delete from sighting where id in (select id from sighting where closed_at is not null"
                                + " and version > recorded order by closed_at limit ?)",
                        excess);
    }

    private static List<Sighting> select(Connection connection, String where, Object value) throws SQLException {
        List<Sighting> sightings = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS + " from sighting " + where)) {
            bind(select, value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    sightings.add(sighting(row));
                }
            }
        }
        return sightings;
    }

    private static Sighting sighting(ResultSet row) throws SQLException {
        String column = row.getString(7);
        long closedAt = row.getLong(15);
        return new Sighting(
                UUID.fromString(row.getString(1)),
                row.getLong(2),
                new Mismatch(
                        new RowKey(row.getString(3), row.getString(4), row.getString(5)),
                        MismatchKind.valueOf(row.getString(6)),
                        column.isEmpty() ? null : column,
                        row.getString(9),
                        row.getString(10),
                        row.getString(11),
                        StoreNames.parse(row.getString(8)),
                        Instant.ofEpochMilli(row.getLong(13))),
                row.getInt(12) == 1,
                Instant.ofEpochMilli(row.getLong(14)),
                closedAt == 0 ? null : Instant.ofEpochMilli(closedAt),
                row.getString(16),
                row.getLong(17));
    }

    private static boolean isCut(Mismatch one) {
        return Excerpt.cuts(one.log()) || Excerpt.cuts(one.sqlite()) || Excerpt.cuts(one.supabase());
    }

    private static String column(Mismatch one) {
        String column = one.column();
        return column == null ? "" : column;
    }

    private static String stores(Mismatch one) {
        return StoreNames.of(one.stores());
    }
}
