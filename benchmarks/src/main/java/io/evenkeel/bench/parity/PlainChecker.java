package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one would write first: both stores page by page in the order of their keys, all rows fetched, hashed and compared in one
 * thread. Vectors come in binary, which is the fastest that JDBC offers. It has no ledger, and tears rows that are written.
 */
record PlainChecker(Pairs pairs, int postgresPort) implements Contender {
    private static final int PAGE = 1_000;

    @Override
    public String name() {
        return "plain checker";
    }

    @Override
    public Trial prepare() throws SQLException {
        Connection sqlite = pairs.connectSqlite();
        Connection postgres = pairs.connectPostgres(postgresPort);
        return new Trial() {
            private long equal;

            @Override
            public Duration run() throws Exception {
                long begun = System.nanoTime();
                for (Entity entity : pairs.entities()) {
                    equal += compare(entity, sqlite, postgres);
                }
                return Duration.ofNanos(System.nanoTime() - begun);
            }

            @Override
            public void check() {
                if (equal != pairs.rows()) {
                    throw new BenchFailure("the plain checker found " + equal + " of " + pairs.rows() + " pairs equal");
                }
            }

            @Override
            public void close() throws SQLException {
                sqlite.close();
                postgres.close();
            }
        };
    }

    private static long compare(Entity entity, Connection sqlite, Connection postgres) throws Exception {
        String here = select(entity, false);
        String there = select(entity, true);
        long equal = 0;
        String after = "";
        while (true) {
            Map<String, byte[]> left = page(entity, sqlite, here, after, false);
            Map<String, byte[]> right = page(entity, postgres, there, after, true);
            for (Map.Entry<String, byte[]> row : left.entrySet()) {
                if (Arrays.equals(row.getValue(), right.get(row.getKey()))) {
                    equal++;
                }
                after = row.getKey();
            }
            if (left.size() < PAGE) {
                return equal;
            }
        }
    }

    private static String select(Entity entity, boolean inPostgres) {
        String columns = entity.columns().stream()
                .map(column -> inPostgres ? inPostgres(column) : quoted(column.sqliteName()))
                .collect(Collectors.joining(", "));
        String key = quoted(inPostgres ? entity.key() : entity.keyColumn().sqliteName());
        return "SELECT " + key + ", " + columns + " FROM "
                + quoted(inPostgres ? entity.name() : entity.sqliteTable())
                + " WHERE workspace_id = 'default' AND " + key + " > ? ORDER BY " + key + " LIMIT " + PAGE;
    }

    private static String inPostgres(Column column) {
        String name = quoted(column.name());
        return switch (column.type()) {
            case LogicalType.Vector ignored -> "vector_send(" + name + ")";
            case LogicalType.Timestamp ignored -> "(extract(epoch FROM " + name + ") * 1000000)::bigint";
            case LogicalType.Json ignored -> name + "::text";
            default -> name;
        };
    }

    private static Map<String, byte[]> page(
            Entity entity, Connection connection, String sql, String after, boolean inPostgres)
            throws SQLException, NoSuchAlgorithmException {
        Map<String, byte[]> rows = new LinkedHashMap<>();
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, after);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    for (int i = 0; i < entity.columns().size(); i++) {
                        byte[] value = value(row, i + 2, entity.columns().get(i), inPostgres);
                        sha256.update((byte) (value == null ? 0 : 1));
                        if (value != null) {
                            sha256.update(ByteBuffer.allocate(Integer.BYTES)
                                    .putInt(value.length)
                                    .flip());
                            sha256.update(value);
                        }
                    }
                    rows.put(row.getString(1), sha256.digest());
                }
            }
        }
        return rows;
    }

    private static byte @Nullable [] value(ResultSet row, int index, Column column, boolean inPostgres)
            throws SQLException {
        if (column.type() instanceof LogicalType.Vector) {
            byte[] stored = row.getBytes(index);
            return stored == null || !inPostgres ? stored : littleEndian(stored);
        }
        if (column.type() instanceof LogicalType.Int64 || column.type() instanceof LogicalType.Timestamp) {
            long number = row.getLong(index);
            return row.wasNull()
                    ? null
                    : ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        }
        String text = row.getString(index);
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** As SQLite has it, without the header that Postgres sends. */
    private static byte[] littleEndian(byte[] sent) {
        ByteBuffer vector = ByteBuffer.allocate(sent.length - 4).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer bigEndian = ByteBuffer.wrap(sent).position(4);
        while (bigEndian.hasRemaining()) {
            vector.putInt(bigEndian.getInt());
        }
        return vector.array();
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
