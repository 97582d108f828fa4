package io.evenkeel.embedding.changes;

import io.evenkeel.contract.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/** Which incarnation of the log it is: the ids of its topics, which change when they are deleted and made again. */
final class LogIdentity implements AutoCloseable {
    private final Admin admin;
    private final List<String> log;
    private final Map<String, Uuid> first;
    private final long epoch;

    /**
     * The log as it is now.
     *
     * @param admin closed with this, also when this fails
     * @param epoch asks for the log's epoch
     */
    LogIdentity(Admin admin, Topics topics, LongSupplier epoch) {
        this.admin = admin;
        log = List.of(topics.events(), topics.changes());
        boolean known = false;
        try {
            first = read();
            // After the ids, so that it is not an older incarnation's.
            this.epoch = epoch.getAsLong();
            known = true;
        } finally {
            if (!known) {
                admin.close();
            }
        }
    }

    /** Its epoch. */
    long epoch() {
        return epoch;
    }

    /** @throws IllegalStateException when it is another one by now: what was read from it must not be written on */
    void verify() {
        if (!read().equals(first)) {
            throw new IllegalStateException(
                    "the log " + log + " was deleted and made again; what was read before is given up");
        }
    }

    private Map<String, Uuid> read() {
        try {
            Map<String, Uuid> ids = new HashMap<>();
            admin.describeTopics(log).allTopicNames().get().forEach((name, topic) -> ids.put(name, topic.topicId()));
            return ids;
        } catch (ExecutionException failed) {
            throw new KafkaException("the log " + log + " cannot be described", failed.getCause());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while describing the log", asked);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
