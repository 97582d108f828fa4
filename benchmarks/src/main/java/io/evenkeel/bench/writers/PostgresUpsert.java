package io.evenkeel.bench.writers;

import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/** The baseline of Supabase: a prepared upsert of many rows, a transaction a statement; vectors go as binary arrays. */
record PostgresUpsert(PostgresTemplate databases, Workload workload, int batch) implements Contender {
    @Override
    public String name() {
        return "plain upsert, " + batch + " rows each";
    }

    @Override
    public Trial prepare() throws Exception {
        return PostgresTrial.open(name(), databases, workload, this::write);
    }

    private void write(Connection connection) throws SQLException {
        List<SourcedRow> rows = workload.rows();
        int full = rows.size() - rows.size() % batch;
        // Parsed by the server once, from the first execution on.
        connection.unwrap(PGConnection.class).setPrepareThreshold(1);
        try (PreparedStatement upsert = connection.prepareStatement(sql(batch))) {
            for (int from = 0; from < full; from += batch) {
                write(connection, upsert, rows.subList(from, from + batch));
            }
        }
        if (full < rows.size()) {
            try (PreparedStatement rest = connection.prepareStatement(sql(rows.size() - full))) {
                write(connection, rest, rows.subList(full, rows.size()));
            }
        }
    }

    private static void write(Connection connection, PreparedStatement upsert, List<SourcedRow> rows)
            throws SQLException {
        int index = 1;
        for (SourcedRow row : rows) {
            upsert.setString(index++, row.row().key().workspace());
            for (Value value : row.row().values()) {
                bind(connection, upsert, index++, value);
            }
            upsert.setLong(index++, row.position().epoch());
            upsert.setInt(index++, row.position().partition());
            upsert.setLong(index++, row.position().offset());
        }
        upsert.executeUpdate();
        connection.commit();
    }

    private static String sql(int rows) {
        PostgresColumns columns = new PostgresColumns(Corpus.CHUNKS);
        String values = Stream.generate(columns::parameters).limit(rows).collect(Collectors.joining(", "));
        String updates = columns.names().stream()
                .filter(name -> !name.equals(Entity.WORKSPACE_COLUMN) && !name.equals(Corpus.CHUNKS.key()))
                .map(name -> "\"" + name + "\" = excluded.\"" + name + "\"")
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + columns.table() + " " + columns.list() + " VALUES " + values
                + " ON CONFLICT (workspace_id, \"" + Corpus.CHUNKS.key() + "\") DO UPDATE SET " + updates;
    }

    private static void bind(Connection connection, PreparedStatement upsert, int index, Value value)
            throws SQLException {
        switch (value) {
            case Value.Null ignored -> upsert.setNull(index, Types.NULL);
            case Value.Text text -> upsert.setString(index, text.text());
            case Value.Json json -> upsert.setString(index, json.canonical());
            case Value.Int64 number -> upsert.setLong(index, number.number());
            case Value.Timestamp timestamp ->
                upsert.setObject(
                        index,
                        Instant.EPOCH
                                .plus(timestamp.micros(), ChronoUnit.MICROS)
                                .atOffset(ZoneOffset.UTC));
            case Value.Embedding embedding ->
                upsert.setArray(
                        index,
                        connection
                                .unwrap(PGConnection.class)
                                .createArrayOf("float4", embedding.vector().toArray()));
            default -> throw new IllegalArgumentException("the corpus has no " + value);
        }
    }
}
