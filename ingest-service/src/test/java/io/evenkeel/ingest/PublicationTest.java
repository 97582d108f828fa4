package io.evenkeel.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private static final byte[] DATA = {1};

    @Test
    void whatIsWithdrawnNeverReachesTheProducer() {
        Publication late = new Publication("e", DATA, System.nanoTime());
        assertThatThrownBy(late::await)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("waited too long for Kafka");
        try (PublicationSerializer serializer = new PublicationSerializer()) {
            assertThatThrownBy(() -> serializer.serialize("events", late)).isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void whatTheProducerHasTakenIsWaitedFor() throws ExecutionException, InterruptedException {
        Publication taken = new Publication("e", DATA, System.nanoTime());
        try (PublicationSerializer serializer = new PublicationSerializer()) {
            assertThat(serializer.serialize("events", taken)).isEqualTo(DATA);
        }
        Thread.ofVirtual().start(() -> taken.complete(new Receipt(3, 7)));
        assertThat(taken.await()).isEqualTo(new Receipt(3, 7));
    }

    @Test
    void aFailureOfTheProducerIsOne() {
        Publication failed = new Publication("e", DATA, System.nanoTime() + 1_000_000_000L);
        failed.fail(new IllegalStateException("no broker"));
        assertThatThrownBy(failed::await).isInstanceOf(ExecutionException.class).hasMessageContaining("no broker");
    }
}
