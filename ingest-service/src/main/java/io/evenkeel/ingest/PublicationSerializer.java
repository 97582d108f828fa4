package io.evenkeel.ingest;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Hands an event to Kafka's producer, unless it was withdrawn: the last step before the producer's buffer. */
public final class PublicationSerializer implements Serializer<Publication> {

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Publication publication) {
        if (publication == null) {
            return null;
        }
        if (!publication.take()) {
            throw new SerializationException("the event was withdrawn");
        }
        return publication.data();
    }
}
