package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * {@code sha256} over the same columns of every row, aggregated, in one statement a table and one process: no framing of the
 * values, no ranges, no short snapshots, no order, and nothing to compare with.
 */
record BareDigests(Pairs pairs) implements Contender {
    @Override
    public String name() {
        return "bare sha256";
    }

    @Override
    public Trial prepare() throws SQLException {
        Connection connection = pairs.connectPostgres(pairs.postgresPort());
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET max_parallel_workers_per_gather = 0");
        }
        return new Trial() {
            private long rows;

            @Override
            public Duration run() throws SQLException {
                long begun = System.nanoTime();
                for (Entity entity : pairs.entities()) {
                    try (Statement statement = connection.createStatement();
                            ResultSet row = statement.executeQuery(sql(entity))) {
                        row.next();
                        rows += row.getLong(2);
                    }
                }
                return Duration.ofNanos(System.nanoTime() - begun);
            }

            @Override
            public void check() {
                if (rows != pairs.rows()) {
                    throw new BenchFailure("the digests are of " + rows + " rows, not of " + pairs.rows());
                }
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    private static String sql(Entity entity) {
        return entity.columns().stream()
                .map(BareDigests::bytes)
                .map(bytes -> "coalesce(" + bytes + ", '')")
                .collect(Collectors.joining(
                        " || ",
                        "SELECT sha256(string_agg(sha256(",
                        "), ''::bytea)), count(*) FROM public.\"" + entity.name() + '"'));
    }

    private static String bytes(Column column) {
        String name = '"' + column.name() + '"';
        return switch (column.type()) {
            case LogicalType.Vector ignored -> "vector_send(" + name + ")";
            case LogicalType.Timestamp ignored -> "timestamptz_send(" + name + ")";
            case LogicalType.Int64 ignored -> "int8send(" + name + ")";
            case LogicalType.Json ignored -> "convert_to(" + name + "::text, 'UTF8')";
            default -> "convert_to(" + name + ", 'UTF8')";
        };
    }
}
