package io.evenkeel.bench.writers;

import io.evenkeel.contract.schema.VectorIndex;
import io.evenkeel.localstack.LocalPostgres;
import java.net.URI;
import java.sql.Connection;
import java.util.List;

/** A migrated database with some rows, of which every trial gets a copy. */
final class PostgresTemplate implements Database.Source {
    private final PostgresDatabase database;
    private int copies;

    private PostgresTemplate(PostgresDatabase database) {
        this.database = database;
    }

    static PostgresTemplate create(
            LocalPostgres server, String name, boolean vectorIndex, List<SourcedRow> documents, List<SourcedRow> chunks)
            throws Exception {
        String uri = server.createDatabase(name);
        PostgresDatabase database =
                new PostgresDatabase(server, URI.create(uri).getPath().substring(1));
        database.migrate();
        List<VectorIndex> indexes = VectorIndex.of(Corpus.CATALOGUE);
        for (VectorIndex index : indexes) {
            database.execute(index.drop());
        }
        try (Connection connection = database.connect()) {
            CopyBinary.write(connection, documents);
            CopyBinary.write(connection, chunks);
        }
        if (vectorIndex) {
            for (VectorIndex index : indexes) {
                database.execute(index.create());
            }
        }
        database.execute("VACUUM ANALYZE");
        return new PostgresTemplate(database);
    }

    @Override
    public PostgresDatabase create() throws Exception {
        return database.copy(database.name() + "_" + copies++);
    }
}
