package io.evenkeel.embedding.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import io.evenkeel.embedding.engine.Chunker;
import io.evenkeel.embedding.engine.Embedder.Purpose;
import io.evenkeel.embedding.engine.OnnxEmbedder;
import io.evenkeel.embedding.engine.SharedModel;
import io.evenkeel.embedding.engine.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event of a pack of the user's own, with 1,024 dimensions, as Kafka brings it; the change set as Kafka takes it. */
class WideVectorsTest {
    private static final Topics TOPICS = new Topics("evenkeel", 12);

    @Test
    void anEventBecomesAChangeSetWithAVectorOf1024Components(@TempDir Path folder) throws IOException {
        Catalogue catalogue = Catalogue.load(List.of(Files.writeString(folder.resolve("wide.yaml"), """
                pack: wide
                entities:
                  notes:
                    key: id
                    columns: {id: text, body: text, body_vector: "vector(1024)?"}
                    vector: {column: body_vector, text: body}
                """)));
        try (OnnxEmbedder embedder = SharedModel.loadTiny(new TinyModel(1024).write(folder), 1024)) {
            EventGate gate = new EventGate(catalogue, Clock.systemUTC());
            ChangeSetCodec codec = new ChangeSetCodec(catalogue);
            EventTransformer transformer = new EventTransformer(
                    new EventReader(gate, TOPICS)::read,
                    catalogue,
                    embedder,
                    embedder.chunker(Chunker.Limits.DEFAULT),
                    Chunker.Limits.DEFAULT,
                    codec,
                    Clock.systemUTC());
            Transformed made = transformer.transform(List.of(event(gate)), 1).getFirst();

            assertThat(made.refusal()).isNull();
            ChangeSet read = codec.decode(codec.encode(made.changeSet()));
            Row row = ((Change.Upsert) read.changes().getFirst()).row();
            Value.Embedding stored = (Value.Embedding) row.value(catalogue.entity("notes"), "body_vector");
            assertThat(stored.vector().dimensions()).isEqualTo(1024);
            assertThat(stored.vector())
                    .isEqualTo(embedder.embed(List.of("what it says"), Purpose.PASSAGE)
                            .getFirst());
            assertThat(row.value(catalogue.entity("notes"), "embedding_model"))
                    .isEqualTo(new Value.Text(embedder.model().toString()));
        }
    }

    private static ConsumerRecord<byte[], byte[]> event(EventGate gate) {
        EventEnvelope envelope = new EventEnvelope(
                Map.of("specversion", "1.0", "id", "e1", "source", "test", "type", "dev.evenkeel.notes.upserted"),
                new ObjectMapper().valueToTree(Map.of("id", "n1", "body", "what it says")));
        ProducerRecord<String, byte[]> written = EventRecords.write(
                ((GateResult.Accepted) gate.check(envelope, "default"))
                        .events()
                        .getFirst()
                        .event(),
                TOPICS.events(),
                12);
        byte[] key = written.key().getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                written.topic(),
                written.partition(),
                0,
                0,
                TimestampType.CREATE_TIME,
                key.length,
                written.value().length,
                key,
                written.value(),
                new RecordHeaders(written.headers()),
                java.util.Optional.empty());
    }
}
