package io.evenkeel.embedding.changes;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The Kafka clients of a session, new ones at each call. */
interface SessionClients {

    /** Reads committed events as a member of the group; commits nothing by itself and has no offset reset policy. */
    Consumer<byte[], byte[]> events();

    /** Reads the committed end of the log of changes, in no group. */
    Consumer<byte[], byte[]> changesReader();

    /** Asks which topics there are. */
    Admin admin();

    /** Writes changes and dead letters in transactions that are not initialised yet. */
    Producer<byte[], byte[]> changes();
}
