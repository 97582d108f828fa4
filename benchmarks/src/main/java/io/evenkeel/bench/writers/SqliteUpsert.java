package io.evenkeel.bench.writers;

import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.value.Value;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The baseline of SQLite: one thread, one prepared upsert, executed and committed in batches. */
record SqliteUpsert(SqliteTemplate databases, Workload workload, int batch) implements Contender {
    @Override
    public String name() {
        return "plain upsert, " + batch + " a batch";
    }

    @Override
    public Trial prepare() throws Exception {
        SqliteDatabase database = databases.create();
        Connection connection = database.connect();
        SqliteDatabase.dropDriftTriggers(connection);
        connection.setAutoCommit(false);
        return new Trial() {
            @Override
            public Duration run() throws SQLException {
                return Stopwatch.time(() -> {
                    write(connection, workload.rows(), batch);
                    connection.setAutoCommit(true);
                    database.writeBack();
                });
            }

            @Override
            public void check() throws SQLException {
                connection.close();
                try (Store store = database.open("bench")) {
                    workload.check(name(), store);
                }
            }

            @Override
            public void close() throws Exception {
                connection.close();
                database.close();
            }
        };
    }

    /** Upserts rows of one entity, a transaction a batch. */
    static void write(Connection connection, List<SourcedRow> rows, int batch) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Entity entity = Corpus.CATALOGUE.entity(rows.getFirst().row().key().entity());
        try (PreparedStatement upsert = connection.prepareStatement(sql(entity))) {
            int waiting = 0;
            for (SourcedRow row : rows) {
                bind(upsert, row);
                upsert.addBatch();
                if (++waiting == batch) {
                    upsert.executeBatch();
                    connection.commit();
                    waiting = 0;
                }
            }
            upsert.executeBatch();
            connection.commit();
        }
    }

    private static String sql(Entity entity) {
        List<String> names = new ArrayList<>();
        names.add(Entity.WORKSPACE_COLUMN);
        entity.columns().stream().map(Column::sqliteName).forEach(names::add);
        names.addAll(List.of("source_epoch", "source_partition", "source_offset"));
        String key = entity.keyColumn().sqliteName();
        String updates = names.stream()
                .filter(name -> !name.equals(Entity.WORKSPACE_COLUMN) && !name.equals(key))
                .map(name -> "\"" + name + "\" = excluded.\"" + name + "\"")
                .collect(Collectors.joining(", "));
        return "INSERT INTO \"" + entity.sqliteTable() + "\" (\"" + String.join("\", \"", names) + "\") VALUES ("
                + "?, ".repeat(names.size() - 1) + "?) ON CONFLICT (workspace_id, \"" + key + "\") DO UPDATE SET "
                + updates;
    }

    private static void bind(PreparedStatement upsert, SourcedRow row) throws SQLException {
        int index = 1;
        upsert.setString(index++, row.row().key().workspace());
        for (Value value : row.row().values()) {
            bind(upsert, index++, value);
        }
        upsert.setLong(index++, row.position().epoch());
        upsert.setInt(index++, row.position().partition());
        upsert.setLong(index, row.position().offset());
    }

    private static void bind(PreparedStatement upsert, int index, Value value) throws SQLException {
        switch (value) {
            case Value.Null ignored -> upsert.setNull(index, Types.NULL);
            case Value.Text text -> upsert.setString(index, text.text());
            case Value.Json json -> upsert.setString(index, json.canonical());
            case Value.Int64 number -> upsert.setLong(index, number.number());
            case Value.Timestamp timestamp -> upsert.setLong(index, timestamp.micros());
            case Value.Embedding embedding ->
                upsert.setBytes(index, embedding.vector().toBytes(ByteOrder.LITTLE_ENDIAN));
            default -> throw new IllegalArgumentException("the corpus has no " + value);
        }
    }
}
