package io.evenkeel.kit;

import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.Topics;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The log as this process found it. Opened at first use: the topics exist and the epoch is known from then on. */
@Singleton
public class EventLog {
    private final String bootstrapServers;
    private final Topics topics;
    private final short replication;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile long epoch;

    @Inject
    EventLog(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            Topics topics,
            PlatformConfig config) {
        this(bootstrapServers, topics, config.replication());
    }

    private EventLog(String bootstrapServers, Topics topics, short replication) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.replication = replication;
    }

    /**
     * The log of a program without a container.
     *
     * @param bootstrapServers Kafka's address
     * @param replication the replication factor of topics that are created
     */
    public static EventLog of(String bootstrapServers, Topics topics, short replication) {
        return new EventLog(bootstrapServers, topics, replication);
    }

    /**
     * The epoch of the log; see {@link Epochs}. Blocks while Kafka is asked, the first time.
     *
     * @throws IllegalStateException when Kafka does not answer, with what to do
     */
    public long epoch() {
        if (epoch == 0) {
            open();
        }
        return epoch;
    }

    /**
     * The epoch of the log as it is now: another one than before when it was deleted and made again meanwhile. Blocks.
     *
     * @throws IllegalStateException when Kafka does not answer or the log is not there, with what to do
     */
    public long currentEpoch() {
        if (epoch == 0) {
            open();
        } else {
            epoch = Epochs.current(bootstrapServers, topics);
        }
        return epoch;
    }

    private void open() {
        try {
            // Not synchronized: a service that stops interrupts who waits here.
            opening.lockInterruptibly();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the log", asked);
        }
        try {
            if (epoch == 0) {
                epoch = Epochs.open(bootstrapServers, topics, replication);
            }
        } finally {
            opening.unlock();
        }
    }

    /** Kafka's address. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** The names of the topics. */
    public Topics topics() {
        return topics;
    }
}
