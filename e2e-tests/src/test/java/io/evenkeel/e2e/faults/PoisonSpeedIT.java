package io.evenkeel.e2e.faults;

import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one event in a hundred that nothing can make fit costs the writers; measured where the full set runs. */
@ExtendWith(Servers.Provider.class)
class PoisonSpeedIT {
    private static final int EVENTS = 40_000;
    /** As much as a text with its vector, which `./evenkeel bench writers` writes. */
    private static final int BYTES = 2_600;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double SEEN_BEFORE_SQL = 0.95;
    private static final double SEEN_BY_THE_DATABASE = 0.5;

    @Test
    @SuppressWarnings("SystemOut") // what was measured
    void goodEventsGoThrough(Servers servers) {
        assumeTrue(Faults.full(), "a measurement, which needs an idle machine: -Devenkeel.faults=full");
        Map<Backend, Double> without = rates(servers, "speed-without-poison", List.of(Poison.ORPHAN), 0);
        Map<Backend, Double> planned = rates(servers, "speed-seen-before-sql", List.of(Poison.ORPHAN), 0.01);
        Map<Backend, Double> database = rates(servers, "speed-seen-by-database", List.of(Poison.CONSTRAINT), 0.01);
        for (Backend backend : Backend.values()) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "%s-writer, events/s: %.0f without poison, %.0f (%.0f %%) with 1 %% seen before SQL, %.0f (%.0f %%)"
                            + " with 1 %% that only the database sees",
                    backend.label(),
                    without.get(backend),
                    planned.get(backend),
                    100 * share(planned, without, backend),
                    database.get(backend),
                    100 * share(database, without, backend)));
        }
        for (Backend backend : Backend.values()) {
            assertThat(share(planned, without, backend)).as(backend.label()).isGreaterThanOrEqualTo(SEEN_BEFORE_SQL);
            assertThat(share(database, without, backend))
                    .as(backend.label())
                    .isGreaterThanOrEqualTo(SEEN_BY_THE_DATABASE);
        }
    }

    private static double share(Map<Backend, Double> rates, Map<Backend, Double> without, Backend backend) {
        return rates.get(backend) / without.get(backend);
    }

    /** Change sets that wait, and how many of them each writer by itself then applies in a second. */
    private static Map<Backend, Double> rates(Servers servers, String name, List<Poison> kinds, double share) {
        try (Installation installation = Installation.create(servers, name);
                Stores stores = new Stores(installation)) {
            Poison.forbid(installation);
            Poison.forbidInSqlite(installation);
            installation.embedding().start();
            Map<Integer, Long> last = send(installation, kinds, share);
            Eventually.within(
                    PATIENCE,
                    "all events are change sets",
                    () -> read(installation).equals(last));
            installation.embedding().stop();

            Map<Backend, Double> rates = new EnumMap<>(Backend.class);
            rates.put(Backend.SQLITE, rate(installation.sqliteWriter(), stores, Backend.SQLITE, last));
            rates.put(Backend.SUPABASE, rate(installation.supabaseWriter(), stores, Backend.SUPABASE, last));
            return rates;
        }
    }

    private static double rate(ServiceProcess writer, Stores stores, Backend backend, Map<Integer, Long> last) {
        writer.start();
        Eventually.within(PATIENCE, "it has begun", () -> applied(stores, backend, last) > 0);
        long before = applied(stores, backend, last);
        long begun = System.nanoTime();
        Eventually.within(PATIENCE, "it is done", () -> applied(stores, backend, last) >= EVENTS);
        double rate = (EVENTS - before) / ((System.nanoTime() - begun) / 1e9);
        writer.stop();
        return rate;
    }

    /** Rows of their own, so that a batch writes what it takes; says the last offset of each partition. */
    private static Map<Integer, Long> send(Installation installation, List<Poison> kinds, double share) {
        Random random = new Random(1);
        PoisonMix poison = new PoisonMix(installation.topics(), kinds, random);
        Map<Integer, Long> last = new ConcurrentHashMap<>();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", installation.servers().kafkaAddress()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                String id = "event-" + i;
                ProducerRecord<String, byte[]> record = random.nextDouble() < share
                        ? poison.next(id).record()
                        : good(installation.topics(), id, random);
                producer.send(record, (sent, failed) -> {
                    if (failed == null) {
                        last.merge(sent.partition(), sent.offset(), Math::max);
                    }
                });
            }
        }
        assertThat(last.values().stream().mapToLong(offset -> offset + 1).sum()).isEqualTo(EVENTS);
        return last;
    }

    private static ProducerRecord<String, byte[]> good(Topics topics, String id, Random random) {
        byte[] title = new byte[BYTES * 3 / 4];
        random.nextBytes(title);
        Row row = Rows.row(
                key("chat_sessions", id),
                Map.of("title", text(Base64.getEncoder().encodeToString(title))));
        return Backlog.upserted(topics, id, row);
    }

    /** The last event of each partition that embedding-service has made a change set of. */
    private static Map<Integer, Long> read(Installation installation) {
        String group = installation.topics().prefix() + "-embedding";
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", installation.servers().kafkaAddress()))) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            committed -> committed.getKey().partition(),
                            committed -> committed.getValue().offset() - 1));
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static long applied(Stores stores, Backend backend, Map<Integer, Long> last) {
        return stores.positions(backend).values().stream()
                .filter(position -> last.containsKey(position.partition()))
                .mapToLong(position -> position.applied().offset() + 1)
                .sum();
    }
}
