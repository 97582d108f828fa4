package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.RowKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logs with gaps, logs that grow faster than they are read, and a log that is made anew under the services. */
@ExtendWith(Servers.Provider.class)
class LogFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Transactions that were given up leave records that nobody is to see, and markers, in both logs. */
    @Test
    void gapsNeitherStallNorCountAsLag(Servers servers) {
        try (Scenario scenario = Scenario.begin(servers, "gaps")) {
            Installation installation = scenario.installation();
            for (int i = Faults.times(3, 50); i > 0; i--) {
                scenario.load().letPass(scenario.random().nextInt(60));
                giveUpATransaction(servers, installation.topics().events());
                giveUpATransaction(servers, installation.topics().changes());
            }
            scenario.end();
            giveUpATransaction(servers, installation.topics().changes());
            for (ServiceProcess writer : List.of(installation.sqliteWriter(), installation.supabaseWriter())) {
                Eventually.within(
                        SOON,
                        "no lag at " + writer.module(),
                        () -> writer.metric("evenkeel_writer_lag_records").orElse(-1) == 0,
                        () -> writer.metric("evenkeel_writer_lag_records").toString());
            }
        }
    }

    /** Deleted, made again, and longer than before when the writers see it again: they must not go on in its middle. */
    @Test
    void aRecreatedLogIsNotAppliedFromItsMiddle(Servers servers) throws ExecutionException, InterruptedException {
        try (Scenario scenario = Scenario.begin(Installation.create(servers, "recreated-log"), EventMix.Shares.USUAL)) {
            Installation installation = scenario.installation();
            scenario.end();
            Map<RowKey, DigestedRow> sqlite = scenario.stores().rows(Backend.SQLITE);
            Map<RowKey, DigestedRow> supabase = scenario.stores().rows(Backend.SUPABASE);
            Map<Integer, StorePosition> positions = scenario.stores().positions(Backend.SQLITE);

            int sent = installation.history().acknowledged().size();
            recreate(servers, installation.topics());
            try (Load again = new Load(installation, 1, EventMix.Shares.USUAL, 1)) {
                again.send(3 * sent);
                again.stop();
            }

            LogReader reader = new LogReader(servers.kafkaAddress());
            Eventually.within(
                    SOON,
                    "the new log is longer than the old one was",
                    () -> positions.values().stream()
                            .allMatch(old ->
                                    reader.end(installation.topics().changes(), old.partition()) > old.nextOffset()),
                    installation::outputs);
            for (ServiceProcess writer : List.of(installation.sqliteWriter(), installation.supabaseWriter())) {
                Eventually.within(
                        SOON,
                        writer.module() + " says that this is another log",
                        () -> writer.health().contains("degraded")
                                && writer.health().contains("this store has applied the log of epoch"),
                        writer::health);
            }
            assertThat(scenario.stores().rows(Backend.SQLITE)).isEqualTo(sqlite);
            assertThat(scenario.stores().rows(Backend.SUPABASE)).isEqualTo(supabase);
            assertThat(scenario.stores().positions(Backend.SQLITE)).isEqualTo(positions);
        }
    }

    /** Started with little memory before a log of many times its size. */
    @Test
    void aLargeBacklogNeedsNoMoreMemory(Servers servers) {
        try (Installation installation = Installation.create(servers, "backlog")) {
            Backlog backlog = new Backlog(installation);
            backlog.write(Faults.times(96, 2_000));
            List<ServiceProcess> services = List.of(
                    installation.service("embedding-service", "small", "160m"),
                    installation.service("sqlite-writer", "small", "128m"),
                    installation.service("supabase-writer", "small", "128m"));
            services.parallelStream().forEach(ServiceProcess::start);
            try (Stores stores = new Stores(installation)) {
                for (Backend store : Backend.values()) {
                    Eventually.within(
                            Duration.ofMinutes(5),
                            store + " holds the backlog",
                            () -> backlog.isApplied(stores, store),
                            () -> stores.positions(store) + "\n" + installation.outputs());
                }
                assertThat(stores.rows(Backend.SQLITE))
                        .isEqualTo(stores.rows(Backend.SUPABASE))
                        .hasSize(backlog.rows());
            }
            assertThat(services).allMatch(ServiceProcess::isAlive);
        }
    }

    private static void giveUpATransaction(Servers servers, String topic) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        servers.kafkaAddress(),
                        "transactional.id",
                        UUID.randomUUID().toString()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int partition = 0; partition < Installation.PARTITIONS; partition++) {
                producer.send(new ProducerRecord<>(
                        topic, partition, null, "never happened".getBytes(StandardCharsets.UTF_8)));
            }
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static void recreate(Servers servers, Topics topics) throws ExecutionException, InterruptedException {
        List<String> logs = List.of(topics.events(), topics.changes());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.kafkaAddress()))) {
            admin.deleteTopics(logs).all().get();
        }
        Eventually.within(SOON, "the log is made anew", () -> {
            try {
                Epochs.open(servers.kafkaAddress(), topics, (short) 1);
                return true;
            } catch (IllegalStateException stillBeingDeleted) {
                return false;
            }
        });
    }
}
