package io.evenkeel.ingest;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Hands an event's data to Kafka's producer unless it has waited too long. While Kafka is away events queue up before the
 * producer; their senders are told that they were not taken, and must be able to rely on it: an old version that came
 * into the log later would overwrite what was sent again meanwhile.
 */
public final class PublicationSerializer implements Serializer<Publication> {

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Publication publication) {
        if (publication == null) {
            return null;
        }
        if (publication.expired()) {
            throw new SerializationException("the event waited too long for Kafka and is not sent any more");
        }
        return publication.data();
    }
}
