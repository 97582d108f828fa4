package io.evenkeel.e2e.faults;

import io.evenkeel.contract.change.Position;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An application that writes events straight to Kafka, at a bounded rate, and remembers which Kafka has acknowledged, and
 * where.
 */
final class Load implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration FLUSH = Duration.ofSeconds(90);

    private final EventMix mix;
    private final long epoch;
    private final int perTick;
    private final KafkaProducer<String, byte[]> producer;
    private final History history;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();

    /** An event that Kafka says it has, and where. */
    record Acknowledged(String id, Position position) {}

    Load(Installation installation, long seed, EventMix.Shares shares, int perSecond) {
        history = installation.history();
        mix = new EventMix(installation.topics(), history.nextLoad(), seed, shares);
        this.epoch = installation.epoch();
        this.perTick = (int) Math.max(1, perSecond * TICK.toMillis() / 1_000);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", installation.servers().kafkaAddress(), "acks", "all", "linger.ms", 5),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Sends on and on, until {@link #close()}. */
    void start() {
        sender.scheduleWithFixedDelay(() -> send(perTick), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends so many at once. */
    void send(int events) {
        for (int i = 0; i < events; i++) {
            Planned event = mix.next();
            history.planned(event);
            producer.send(event.record(), (where, refused) -> {
                if (refused == null) {
                    history.acknowledged(
                            new Acknowledged(event.id(), new Position(epoch, where.partition(), where.offset())));
                    count.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                }
            });
        }
    }

    /** Waits until Kafka has acknowledged so many more. */
    void letPass(int events) {
        int target = count.get() + events;
        Eventually.within(
                Duration.ofMinutes(2),
                events + " more events in the log",
                () -> count.get() >= target,
                () -> count.get() + " of " + target + " are there, " + failed.get() + " failed");
    }

    /** Stops sending; everything sent is then acknowledged or failed. */
    void stop() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(FLUSH.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Kafka takes no events");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        producer.flush();
    }

    @Override
    public void close() {
        sender.shutdownNow();
        producer.close(Duration.ZERO);
    }
}
