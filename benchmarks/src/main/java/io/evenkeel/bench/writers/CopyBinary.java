package io.evenkeel.bench.writers;

import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Value;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * The fastest way into an empty table: one {@code COPY … (FORMAT BINARY)}, one transaction. The format is that of
 * Postgres' documentation; fields are what the types' receive functions read.
 */
record CopyBinary(PostgresTemplate databases, Workload workload) implements Contender {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int JSONB_VERSION = 1;

    @Override
    public String name() {
        return "COPY BINARY";
    }

    @Override
    public Trial prepare() throws Exception {
        return PostgresTrial.open(name(), databases, workload, connection -> {
            write(connection, workload.rows());
            connection.commit();
        });
    }

    /** Copies rows of one entity into its table. */
    static void write(Connection connection, List<SourcedRow> rows) throws SQLException, IOException {
        if (rows.isEmpty()) {
            return;
        }
        PostgresColumns columns = new PostgresColumns(
                Corpus.CATALOGUE.entity(rows.getFirst().row().key().entity()));
        String copy = "COPY " + columns.table() + " " + columns.list() + " FROM STDIN (FORMAT BINARY)";
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(
                new PGCopyOutputStream(connection.unwrap(PGConnection.class), copy, BUFFER_BYTES), BUFFER_BYTES))) {
            out.write(SIGNATURE);
            out.writeLong(0);
            for (SourcedRow row : rows) {
                out.writeShort(columns.names().size());
                field(out, CanonicalForm.payload(new Value.Text(row.row().key().workspace())));
                for (Value value : row.row().values()) {
                    write(out, value);
                }
                out.writeInt(Long.BYTES);
                out.writeLong(row.position().epoch());
                out.writeInt(Integer.BYTES);
                out.writeInt(row.position().partition());
                out.writeInt(Long.BYTES);
                out.writeLong(row.position().offset());
            }
            out.writeShort(-1);
        }
    }

    private static void write(DataOutputStream out, Value value) throws IOException {
        byte[] payload = CanonicalForm.payload(value);
        if (value instanceof Value.Json && payload != null) {
            out.writeInt(payload.length + 1);
            out.writeByte(JSONB_VERSION);
            out.write(payload);
        } else {
            field(out, payload);
        }
    }

    private static void field(DataOutputStream out, byte @Nullable [] payload) throws IOException {
        if (payload == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(payload.length);
            out.write(payload);
        }
    }
}
