package io.evenkeel.bench.writers;

import io.evenkeel.bench.Trial;
import io.evenkeel.contract.store.Store;
import java.sql.Connection;
import java.time.Duration;

/** A trial of something that writes over one JDBC connection, which is opened before the clock starts. */
record PostgresTrial(String contender, PostgresDatabase database, Connection connection, Workload workload, Work work)
        implements Trial {

    /** What is timed. */
    interface Work {
        void write(Connection connection) throws Exception;
    }

    static PostgresTrial open(String contender, PostgresTemplate databases, Workload workload, Work work)
            throws Exception {
        PostgresDatabase database = databases.create();
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        return new PostgresTrial(contender, database, connection, workload, work);
    }

    @Override
    public Duration run() throws Exception {
        return Stopwatch.time(() -> work.write(connection));
    }

    @Override
    public void check() {
        try (Store store = database.open("bench")) {
            workload.check(contender, store);
        }
    }

    @Override
    public void close() throws Exception {
        connection.close();
        database.close();
    }
}
