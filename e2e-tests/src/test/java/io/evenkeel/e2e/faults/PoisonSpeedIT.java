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
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What one event in a hundred that nothing can make fit costs the writers; measured where the full set runs. One log has
 * stretches of each sort one behind the other, several times, so that a slow minute of the machine hits all alike. What is seen
 * before SQL stands between two stretches without poison, so that it makes no difference that a store grows meanwhile.
 */
@ExtendWith(Servers.Provider.class)
class PoisonSpeedIT {
    private static final int ROUNDS = 3;
    private static final int STRETCH = 20_000;

    /** Partitions are not read in step, so that stretches run into each other at their ends: those are not counted. */
    private static final int MARGIN = STRETCH / 8;

    private static final double SHARE = 0.01;

    /** As much as a text with its vector, which `./evenkeel bench writers` writes. */
    private static final int BYTES = 2_600;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double SEEN_BEFORE_SQL = 0.95;
    private static final double SEEN_BY_THE_DATABASE = 0.5;

    /** What the events of a stretch are. */
    private enum Sort {
        /** Not counted: a writer goes back to what it does while nothing is refused. */
        UNCOUNTED,
        GOOD,
        PLANNED,
        DATABASE;

        /** What is among the good events; null for nothing. */
        @Nullable
        PoisonMix poison(Topics topics, Random random) {
            return switch (this) {
                case UNCOUNTED, GOOD -> null;
                case PLANNED -> new PoisonMix(topics, List.of(Poison.ORPHAN), random);
                case DATABASE -> new PoisonMix(topics, List.of(Poison.CONSTRAINT), random);
            };
        }
    }

    /** A writer has had either sort before anything is counted. */
    private static final List<Sort> WARM_UP = List.of(Sort.PLANNED, Sort.DATABASE, Sort.UNCOUNTED);

    private static final List<Sort> ROUND = List.of(Sort.GOOD, Sort.PLANNED, Sort.GOOD, Sort.DATABASE, Sort.UNCOUNTED);
    private static final int GOOD_AGAIN = 2;

    /** How many events a store had applied at a moment. */
    private record Progress(long nanos, long applied) {}

    @Test
    void goodEventsGoThrough(Servers servers) {
        assumeTrue(Faults.full(), "a measurement, which needs an idle machine: -Devenkeel.faults=full");
        try (Installation installation = Installation.create(servers, "poison-speed");
                Stores stores = new Stores(installation)) {
            Poison.forbid(installation);
            Poison.forbidInSqlite(installation);
            installation.embedding().start();
            Map<Integer, Long> last = send(installation);
            Eventually.within(
                    PATIENCE,
                    "all events are change sets",
                    () -> read(installation).equals(last));
            installation.embedding().stop();

            Map<Backend, Shares> measured = new EnumMap<>(Backend.class);
            measured.put(
                    Backend.SQLITE,
                    shares(Backend.SQLITE, progress(installation.sqliteWriter(), stores, Backend.SQLITE, last)));
            measured.put(
                    Backend.SUPABASE,
                    shares(Backend.SUPABASE, progress(installation.supabaseWriter(), stores, Backend.SUPABASE, last)));
            measured.forEach((backend, shares) -> {
                assertThat(shares.planned()).as(backend.label()).isGreaterThanOrEqualTo(SEEN_BEFORE_SQL);
                assertThat(shares.database()).as(backend.label()).isGreaterThanOrEqualTo(SEEN_BY_THE_DATABASE);
            });
        }
    }

    /** What is left of a writer's rate, by the sort of poison. */
    private record Shares(double planned, double database) {}

    @SuppressWarnings("SystemOut") // what was measured
    private static Shares shares(Backend backend, List<Progress> progress) {
        List<Double> good = new ArrayList<>();
        List<Double> planned = new ArrayList<>();
        List<Double> database = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double before = rate(progress, round, ROUND.indexOf(Sort.GOOD));
            double after = rate(progress, round, GOOD_AGAIN);
            double rate = 2 / (1 / before + 1 / after);
            good.add(rate);
            planned.add(rate(progress, round, ROUND.indexOf(Sort.PLANNED)) / rate);
            database.add(rate(progress, round, ROUND.indexOf(Sort.DATABASE)) / rate);
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%s-writer: %,.0f events/s without poison; of that %.2f (%s) with 1 %% seen before SQL, %.2f (%s) with 1 %%"
                        + " that only the database sees",
                backend.label(),
                median(good),
                median(planned),
                range(planned),
                median(database),
                range(database)));
        return new Shares(median(planned), median(database));
    }

    private static String range(List<Double> values) {
        return String.format(Locale.ROOT, "%.2f to %.2f", Collections.min(values), Collections.max(values));
    }

    private static double median(List<Double> odd) {
        return odd.stream().sorted().toList().get(odd.size() / 2);
    }

    /** In events a second, of that stretch of a round. */
    private static double rate(List<Progress> progress, int round, int place) {
        long stretch = WARM_UP.size() + (long) round * ROUND.size() + place;
        long from = stretch * STRETCH + MARGIN;
        long to = (stretch + 1) * STRETCH - MARGIN;
        return (to - from) / ((moment(progress, to) - moment(progress, from)) / 1e9);
    }

    /** When so many were applied, between two looks in proportion. */
    private static double moment(List<Progress> progress, long applied) {
        int after = 1;
        while (progress.get(after).applied() < applied) {
            after++;
        }
        Progress before = progress.get(after - 1);
        Progress reached = progress.get(after);
        double share = (double) (applied - before.applied()) / (reached.applied() - before.applied());
        return before.nanos() + share * (reached.nanos() - before.nanos());
    }

    /** A writer by itself, from the first event to the last. */
    private static List<Progress> progress(
            ServiceProcess writer, Stores stores, Backend backend, Map<Integer, Long> last) {
        long all = last.values().stream().mapToLong(offset -> offset + 1).sum();
        List<Progress> progress = new ArrayList<>();
        writer.start();
        Eventually.within(PATIENCE, "all is applied", () -> {
            long applied = applied(stores, backend, last);
            if (progress.isEmpty() || applied > progress.getLast().applied()) {
                progress.add(new Progress(System.nanoTime(), applied));
            }
            return applied >= all;
        });
        writer.stop();
        return progress;
    }

    /** Rows of their own, so that a batch writes what it takes; says the last offset of each partition. */
    private static Map<Integer, Long> send(Installation installation) {
        Random random = new Random(1);
        Map<Integer, Long> last = new ConcurrentHashMap<>();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", installation.servers().kafkaAddress()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            List<Sort> stretches = stretches();
            for (int stretch = 0; stretch < stretches.size(); stretch++) {
                PoisonMix poison = stretches.get(stretch).poison(installation.topics(), random);
                for (int i = 0; i < STRETCH; i++) {
                    String id = "event-" + stretch + "-" + i;
                    ProducerRecord<String, byte[]> record = poison != null && random.nextDouble() < SHARE
                            ? poison.next(id).record()
                            : good(installation.topics(), id, random);
                    producer.send(record, (sent, failed) -> {
                        if (failed == null) {
                            last.merge(sent.partition(), sent.offset(), Math::max);
                        }
                    });
                }
            }
        }
        assertThat(last.values().stream().mapToLong(offset -> offset + 1).sum())
                .isEqualTo((long) stretches().size() * STRETCH);
        return last;
    }

    private static List<Sort> stretches() {
        List<Sort> stretches = new ArrayList<>(WARM_UP);
        for (int round = 0; round < ROUNDS; round++) {
            stretches.addAll(ROUND);
        }
        return stretches;
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
