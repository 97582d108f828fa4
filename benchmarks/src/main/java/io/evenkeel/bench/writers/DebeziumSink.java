package io.evenkeel.bench.writers;

import io.debezium.connector.jdbc.JdbcSinkConnectorTask;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Debezium's JDBC sink connector: its task, given the rows as Connect records that are there already, in upsert mode, and
 * with what makes it fast: its reduction buffer and the driver's rewriting of batches.
 *
 * @param batch how many records it gets at once, as {@code max.poll.records} would say, and its {@code batch.size}
 */
record DebeziumSink(PostgresTemplate databases, Workload workload, int batch) implements Contender {
    @Override
    public String name() {
        return "Debezium JDBC sink, " + batch + " a batch";
    }

    @Override
    public Trial prepare() throws Exception {
        PostgresDatabase database = databases.create();
        List<SinkRecord> records = new ConnectRecords().of(workload.rows());
        Map<String, String> settings = settings(database);
        JdbcSinkConnectorTask task = new JdbcSinkConnectorTask();
        task.initialize(new EmbeddedContext(settings));
        task.start(settings);
        task.open(records.stream()
                .map(record -> new TopicPartition(record.topic(), record.kafkaPartition()))
                .collect(Collectors.toSet()));
        return new Trial() {
            @Override
            public Duration run() {
                return Stopwatch.time(() -> {
                    for (int from = 0; from < records.size(); from += batch) {
                        task.put(records.subList(from, Math.min(from + batch, records.size())));
                    }
                });
            }

            @Override
            public void check() throws Exception {
                if (task.getLastProcessingException() instanceof Exception failed) {
                    throw failed;
                }
                try (Store store = database.open("bench")) {
                    workload.check(name(), store);
                }
            }

            @Override
            public void close() throws Exception {
                task.stop();
                database.close();
            }
        };
    }

    private Map<String, String> settings(PostgresDatabase database) {
        return Map.ofEntries(
                Map.entry("name", "bench"),
                Map.entry("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector"),
                Map.entry("topics", Corpus.CHUNKS.name()),
                Map.entry("connection.url", database.jdbcUrl() + "&reWriteBatchedInserts=true"),
                Map.entry("connection.username", "postgres"),
                Map.entry("connection.password", ""),
                Map.entry("insert.mode", "upsert"),
                Map.entry("primary.key.mode", "record_key"),
                Map.entry("schema.evolution", "none"),
                Map.entry("collection.name.format", "${topic}"),
                Map.entry("use.reduction.buffer", "true"),
                Map.entry("batch.size", Integer.toString(batch)));
    }
}
