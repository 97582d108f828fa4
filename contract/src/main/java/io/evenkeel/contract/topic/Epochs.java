package io.evenkeel.contract.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Creates the topics, and gives each incarnation of the log its epoch: the broker's time, in milliseconds, of the first
 * record in {@code evenkeel.epochs} that names the ids of {@code evenkeel.events} and {@code evenkeel.changes}. A topic
 * that was deleted and made again has another id, and so the log a later epoch, also when the whole cluster was lost.
 * Several processes may do this at once: the first record wins.
 */
public final class Epochs {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final long NONE = -1;

    private Epochs() {}

    /**
     * Creates what is missing and returns the epoch of the log.
     *
     * @param bootstrapServers Kafka's address
     * @param topics the installation's topics
     * @param replication the replication factor of topics that are created
     * @throws IllegalStateException when Kafka does not answer in 30 s, or the events topic has another number of
     *     partitions; the message says what to do
     */
    public static long open(String bootstrapServers, Topics topics, short replication) {
        return ask(bootstrapServers, admin -> {
            createMissing(admin, topics, replication);
            return epoch(bootstrapServers, admin, topics);
        });
    }

    /**
     * Like {@link #open}, but for a log that is there: creates no topic, and so does not bring back what somebody has
     * deleted.
     */
    public static long current(String bootstrapServers, Topics topics) {
        return ask(bootstrapServers, admin -> epoch(bootstrapServers, admin, topics));
    }

    /**
     * Like {@link #current}, but writes nothing at all, for those who only look: empty when the log's incarnation has not
     * been given an epoch yet.
     */
    public static OptionalLong known(String bootstrapServers, Topics topics) {
        long epoch = ask(
                bootstrapServers,
                admin -> read(bootstrapServers, topics, incarnation(admin, topics))
                        .orElse(NONE));
        return epoch == NONE ? OptionalLong.empty() : OptionalLong.of(epoch);
    }

    /** Something to ask Kafka. */
    @FunctionalInterface
    private interface Question {
        long ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    private static long ask(String bootstrapServers, Question question) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) WAIT.toMillis());
        try (Admin admin = Admin.create(settings)) {
            return question.ask(admin);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownTopicOrPartitionException missing) {
                throw new IllegalStateException(
                        "the log is not in Kafka at " + bootstrapServers + ": " + missing.getMessage()
                                + "; somebody deleted it, or KAFKA_BOOTSTRAP_SERVERS or EVENKEEL_TOPIC_PREFIX is wrong",
                        failed);
            }
            throw new IllegalStateException(
                    "Kafka at " + bootstrapServers + " does not answer: " + failed.getMessage()
                            + "; start it, or set KAFKA_BOOTSTRAP_SERVERS",
                    failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening the log", interrupted);
        }
    }

    private static long epoch(String bootstrapServers, Admin admin, Topics topics)
            throws ExecutionException, InterruptedException {
        return epochOf(bootstrapServers, topics, incarnation(admin, topics));
    }

    private static String incarnation(Admin admin, Topics topics) throws ExecutionException, InterruptedException {
        TopicDescription events = describe(admin, topics.events());
        if (events.partitions().size() != topics.partitions()) {
            throw new IllegalStateException("topic " + topics.events() + " has "
                    + events.partitions().size() + " partitions but " + topics.partitions()
                    + " are configured; the count is fixed for a migration: set EVENKEEL_PARTITIONS to "
                    + events.partitions().size());
        }
        TopicDescription changes = describe(admin, topics.changes());
        return events.topicId() + "/" + changes.topicId();
    }

    private static void createMissing(Admin admin, Topics topics, short replication)
            throws ExecutionException, InterruptedException {
        var existing = admin.listTopics().names().get();
        List<NewTopic> missing = topics.all().stream()
                .filter(topic -> !existing.contains(topic.name()))
                .map(topic -> new NewTopic(topic.name(), topic.partitions(), replication).configs(topic.settings()))
                .toList();
        for (var created : admin.createTopics(missing).values().values()) {
            try {
                created.get();
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof TopicExistsException)) {
                    throw failed;
                }
            }
        }
    }

    private static TopicDescription describe(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (true) {
            try {
                return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic));
            } catch (ExecutionException failed) {
                // A broker learns of a topic a moment after the controller has made it.
                if (!(failed.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw failed;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private static long epochOf(String bootstrapServers, Topics topics, String incarnation)
            throws ExecutionException, InterruptedException {
        OptionalLong known = read(bootstrapServers, topics, incarnation);
        if (known.isPresent()) {
            return known.getAsLong();
        }
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                (int) WAIT.toMillis(),
                ProducerConfig.LINGER_MS_CONFIG,
                0);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topics.epochs(), 0, "epoch", incarnation))
                    .get();
        }
        return read(bootstrapServers, topics, incarnation)
                .orElseThrow(() -> new IllegalStateException("topic " + topics.epochs() + " lost a record"));
    }

    private static OptionalLong read(String bootstrapServers, Topics topics, String incarnation) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        TopicPartition partition = new TopicPartition(topics.epochs(), 0);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition), WAIT).get(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition, WAIT) < end) {
                for (ConsumerRecord<String, String> epoch : consumer.poll(Duration.ofMillis(200))) {
                    if (incarnation.equals(epoch.value())) {
                        return OptionalLong.of(epoch.timestamp());
                    }
                }
            }
            return OptionalLong.empty();
        }
    }
}
