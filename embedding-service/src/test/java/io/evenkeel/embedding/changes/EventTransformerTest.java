package io.evenkeel.embedding.changes;

import static io.evenkeel.embedding.changes.Sample.document;
import static io.evenkeel.embedding.changes.Sample.key;
import static io.evenkeel.embedding.changes.Sample.row;
import static io.evenkeel.embedding.changes.Sample.section;
import static io.evenkeel.embedding.changes.Sample.text;
import static io.evenkeel.embedding.changes.Sample.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.Intent;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.embedding.engine.CachingEmbedder;
import io.evenkeel.embedding.engine.Chunker.Limits;
import io.evenkeel.embedding.engine.SharedModel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventTransformerTest {
    private static final Instant NOW = Instant.parse("2026-11-02T03:04:05Z");
    private static final Limits LIMITS = new Limits(256, 32, 4_096, 1_000);

    private final CachingEmbedder embedder = new CachingEmbedder(SharedModel.EMBEDDER, 100);

    @Test
    void givesEachEventItsOwnChangeSetInOrder() {
        List<Transformed> made = transform(
                accepted(new Intent.UpsertRow(document("d1")), 7L),
                new EventReading.Refused("e", "s", "t", null, "code", "message"),
                new EventReading.Barrier("b", Event.BARRIER, "flip-1"));

        assertThat(made)
                .extracting(one -> one.changeSet().position())
                .containsExactly(new Position(9, 2, 100), new Position(9, 2, 101), new Position(9, 2, 102));
        assertThat(made.get(0).refusal()).isNull();
        assertThat(made.get(0).changeSet().changes()).containsExactly(new Change.Upsert(document("d1")));
        assertThat(made.get(0).changeSet().sequence()).isEqualTo(7);
        assertThat(made.get(0).changeSet().provenance()).isNull();
        assertThat(made.get(1).changeSet().changes()).isEmpty();
        assertThat(made.get(1).refusal().at()).isEqualTo(NOW);
        assertThat(made.get(1).refusal().key()).isEqualTo("embedding/evenkeel.events/9/2/101");
        assertThat(made.get(2).changeSet().barrier()).isEqualTo("flip-1");
    }

    @Test
    void embedsEachTextOnceInABatchAndNotAgainInTheNext() {
        Intent same =
                new Intent.IngestDocument(document("d1"), List.of(section("d1", 0, "the same text", Value.NULL)), "{}");
        List<Transformed> made = transform(accepted(same, null), accepted(same, null));
        transform(accepted(same, null));

        assertThat(embedder.misses()).isEqualTo(1);
        assertThat(made).allSatisfy(one -> {
            Change.ReplaceChildren chunks =
                    (Change.ReplaceChildren) one.changeSet().changes().getLast();
            assertThat(value(chunks.rows().getFirst(), "embedding")).isInstanceOf(Value.Embedding.class);
            assertThat(one.changeSet().provenance()).isEqualTo(SharedModel.EMBEDDER.provenance());
        });
    }

    @Test
    void refusesATextThatIsTooLong() {
        Intent tooLong = new Intent.IngestDocument(
                document("d1"), List.of(section("d1", 0, "word ".repeat(1_001), Value.NULL)), "{}");
        expectRefused("text-too-long", tooLong);
    }

    @Test
    void refusesAVectorOfAnotherModel() {
        Vector vector = Vector.of(new float[384]);
        expectRefused(
                "foreign-vector",
                new Intent.UpsertRow(row(
                        "search_chunks", "c1", Map.of("text", text("a"), "embedding", new Value.Embedding(vector)))));
    }

    @Test
    void refusesAChangeSetThatKafkaWouldNotTake() {
        String text = "x".repeat(17 << 20);
        expectRefused(
                "change-too-large",
                new Intent.UpsertRow(
                        row("tag_prompts", "p1", Map.of("document_id", text("d1"), "prompt_text", text(text)))));
    }

    private void expectRefused(String code, Intent intent) {
        Transformed made = transform(accepted(intent, null)).getFirst();
        assertThat(made.changeSet().changes()).isEmpty();
        assertThat(made.changeSet().root()).isNull();
        assertThat(made.refusal().code()).isEqualTo(code);
        assertThat(made.refusal().root()).isEqualTo("default/documents/d1");
    }

    private static EventReading.Accepted accepted(Intent intent, Long sequence) {
        return new EventReading.Accepted(
                new Event("e", "s", "t", NOW, key("documents", "d1"), sequence, Condition.NONE, "{}"), intent);
    }

    /** The records only carry the place at which each reading stands. */
    private List<Transformed> transform(EventReading... readings) {
        List<ConsumerRecord<byte[], byte[]>> records = IntStream.range(0, readings.length)
                .mapToObj(i -> new ConsumerRecord<>("evenkeel.events", 2, 100L + i, new byte[0], new byte[0]))
                .toList();
        EventTransformer transformer = new EventTransformer(
                record -> Arrays.asList(readings).get((int) record.offset() - 100),
                Sample.CATALOGUE,
                embedder,
                SharedModel.EMBEDDER.chunker(LIMITS),
                LIMITS,
                new ChangeSetCodec(Sample.CATALOGUE),
                Clock.fixed(NOW, ZoneOffset.UTC));
        return transformer.transform(records, 9);
    }
}
