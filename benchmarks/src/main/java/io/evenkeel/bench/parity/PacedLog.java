package io.evenkeel.bench.parity;

import io.evenkeel.bench.writers.ChangeLog;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Appends events of one chunk each, at an even pace, and their change sets with the vectors, in transactions as
 * embedding-service does; and knows which were not verified yet.
 */
final class PacedLog implements AutoCloseable {
    private static final int OWNERS = 200;
    private static final Duration TICK = Duration.ofMillis(20);

    private final ChangeLog log;
    private final int perSecond;
    private final PairCorpus corpus;
    private final List<String> owners = new ArrayList<>();
    private final ChangeSetCodec codec = new ChangeSetCodec(PairCorpus.CATALOGUE);
    private final KafkaProducer<byte[], byte[]> events;
    private final KafkaProducer<byte[], byte[]> changes;
    private final Queue<Appended> appended = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Queue<Appended>> unverified = new HashMap<>();
    private int chunks;

    /** An event, and when Kafka appended it. */
    private record Appended(int partition, long offset, long millis) {}

    PacedLog(ChangeLog log, long seed, int perSecond) {
        this.log = log;
        this.perSecond = perSecond;
        corpus = new PairCorpus(log.eventLog().epoch(), seed, true);
        events = producer(Map.of(ProducerConfig.LINGER_MS_CONFIG, 0));
        changes = producer(Map.of(
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                log.topics().prefix() + "-paced"));
        changes.initTransactions();
    }

    /** The documents that the chunks belong to. */
    void appendOwners() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < OWNERS; i++) {
            String id = corpus.newId();
            owners.add(id);
            rows.add(PairCorpus.document(id, "Document " + i));
        }
        append(rows);
    }

    /** Appends for so long. */
    void append(Duration length) {
        long begun = System.nanoTime();
        long due = 0;
        for (long sent = 0; System.nanoTime() - begun < length.toNanos(); sent = due) {
            due = (System.nanoTime() - begun) * perSecond / 1_000_000_000L;
            List<Row> rows = new ArrayList<>();
            for (long i = sent; i < due; i++) {
                rows.add(corpus.chunk(owners.get(chunks % OWNERS), chunks / OWNERS));
                chunks++;
            }
            append(rows);
            LockSupport.parkNanos(TICK.toNanos());
        }
    }

    /**
     * Takes note of what was verified; one thread.
     *
     * @param watermarks by partition, up to where
     * @param lags receives how long it took, in milliseconds
     * @return whether nothing is left
     */
    boolean verified(Map<Integer, Long> watermarks, List<Long> lags) {
        long now = System.currentTimeMillis();
        for (Appended next = appended.poll(); next != null; next = appended.poll()) {
            unverified
                    .computeIfAbsent(next.partition(), ignored -> new ConcurrentLinkedQueue<>())
                    .add(next);
        }
        unverified.forEach((partition, waiting) -> {
            long upTo = watermarks.getOrDefault(partition, -1L);
            for (Appended next = waiting.peek(); next != null && next.offset() <= upTo; next = waiting.peek()) {
                lags.add(now - next.millis());
                waiting.remove();
            }
        });
        return unverified.values().stream().allMatch(Queue::isEmpty) && appended.isEmpty();
    }

    @Override
    public void close() {
        events.close();
        changes.close();
    }

    private void append(List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Row row : rows) {
            sent.add(events.send(new ProducerRecord<>(
                    log.topics().events(), PairCorpus.partition(root(row).key()), null, new byte[] {'{', '}'})));
        }
        changes.beginTransaction();
        for (int i = 0; i < rows.size(); i++) {
            RecordMetadata event = metadata(sent.get(i));
            appended.add(new Appended(event.partition(), event.offset(), event.timestamp()));
            ChangeSet changeSet = PairCorpus.changeSet(
                    new Position(log.eventLog().epoch(), event.partition(), event.offset()),
                    root(rows.get(i)),
                    List.of(new Change.Upsert(rows.get(i))));
            changes.send(
                    new ProducerRecord<>(log.topics().changes(), event.partition(), null, codec.encode(changeSet)));
        }
        changes.commitTransaction();
    }

    private static RowKey root(Row row) {
        return row.parent(PairCorpus.CATALOGUE).orElse(row.key());
    }

    private static RecordMetadata metadata(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, log.bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
