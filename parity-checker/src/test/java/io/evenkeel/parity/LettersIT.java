package io.evenkeel.parity;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.parity.ledger.LogReader;
import io.evenkeel.parity.letter.OpenLetter;
import io.evenkeel.parity.letter.Replayed;
import io.evenkeel.parity.letter.Replayed.Result;
import io.evenkeel.parity.sweep.SweepReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dead letters of real stores, and whether the stores hold what the log says once they are replayed. The tests share one
 * log; each has a document of its own, and leaves nothing open.
 */
class LettersIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static int tests;
    private static TwoStores stores;
    private static Verification verification;

    private final String id = "d" + tests++;
    private final RowKey document = key("documents", id);

    @BeforeAll
    static void start() {
        stores = new TwoStores(folder);
        verification = Verifications.start(stores, folder);
    }

    @AfterEach
    void everythingIsEqualAndNothingOpen() {
        SweepReport report = Verifications.sweep(verification);
        assertThat(report.mismatches()).isEmpty();
        assertThat(verification.findings().open()).isEmpty();
        assertThat(verification.deadLetters().open().total()).isZero();
    }

    @AfterAll
    static void stop() {
        verification.close();
        stores.close();
    }

    @Test
    void aReplayMakesTheStoreEqualAndClosesLetterAndMismatches() {
        ingest("one", 2);
        stores.refuse(Backend.SUPABASE);
        goOn();
        await().atMost(SOON).until(() -> verification.findings().openKeys().size() == 4);

        assertThat(replayAll(1)).extracting(Replayed::result).containsExactly(Result.APPLIED);

        // The tail may have read the rows just before the replay; it looks at what is open again.
        await().atMost(SOON).until(() -> verification.findings().open().isEmpty());
        assertThat(verification.deadLetters().open().total()).isZero();
    }

    @Test
    void whatWasSentAgainSinceIsNotBroughtBack() {
        ingest("long", 3);
        stores.refuse(Backend.SUPABASE);
        ingest("short", 1);
        goOn();

        assertThat(replayAll(1)).extracting(Replayed::result).containsExactly(Result.SKIPPED);
    }

    @Test
    void whatALaterEventLeftAloneIsReplayed() {
        ingest("one", 2);
        stores.refuse(Backend.SQLITE);
        stores.append(document, new Change.Upsert(document(id, "renamed")));
        goOn();

        assertThat(replayAll(1)).extracting(Replayed::result).containsExactly(Result.APPLIED);
    }

    @Test
    void aDeleteTakesAlongWhatTheStoreHasPutBelowSince() {
        ingest("one", 2);
        stores.append(document, new Change.Delete(document));
        stores.refuse(Backend.SUPABASE);
        stores.append(document, new Change.Upsert(section(id, 7, "the log has no owner for it")));
        goOn();

        assertThat(replayAll(1)).extracting(Replayed::result).containsExactly(Result.APPLIED);
    }

    @Test
    void ownersComeBeforeWhatTheyOwn() {
        stores.append(document, new Change.Upsert(document(id, "one")));
        stores.refuse(Backend.SUPABASE);
        stores.append(document, new Change.Upsert(section(id, 0, "text")));
        stores.refuse(Backend.SUPABASE);
        goOn();

        assertThat(replayAll(2)).extracting(Replayed::result).containsExactly(Result.APPLIED, Result.APPLIED);
    }

    @Test
    void whatTheLogItselfRefusesIsNotReplayed() {
        stores.append(document, new Change.Upsert(section(id, 0, "an orphan")));
        stores.refuse(Backend.SQLITE);
        stores.refuse(Backend.SUPABASE);
        Position event = stores.append(document);
        stores.deadLetter(letter("embedding", stores.topics().events(), event), new byte[] {1});
        stores.deadLetter(
                letter(
                        "sqlite",
                        stores.topics().changes(),
                        new Position(stores.epoch() - 1, event.partition(), event.offset() + 100)),
                new byte[] {1});
        goOn();

        assertThat(replayAll(4))
                .extracting(one -> one.letter().store(), Replayed::result, Replayed::code)
                .containsExactlyInAnyOrder(
                        tuple("sqlite", Result.REFUSED, "orphan"),
                        tuple("supabase", Result.REFUSED, "orphan"),
                        tuple("embedding", Result.REFUSED, "planted"),
                        tuple("sqlite", Result.REFUSED, "earlier-log"));
        assertThat(verification.deadLetters().open().total()).isEqualTo(4);
        verification.letters().dismiss(open(4), "operator", "nothing to replay");
    }

    @Test
    void aDismissalIsRecordedWithItsReason() {
        ingest("one", 1);
        DeadLetter letter = stores.refuse(Backend.SQLITE);
        goOn();

        verification.letters().dismiss(open(1), "operator", "sent again by hand");

        assertThat(verification.deadLetters().open().total()).isZero();
        assertThat(history())
                .filteredOn(record -> record.contains(letter.key()))
                .singleElement()
                .asString()
                .contains("operator", "sent again by hand", "store-refused");
        ingest("one, again", 1);
        goOn();
    }

    /** A document with so many sections and one chunk for each. */
    private void ingest(String title, int sections) {
        List<Row> rows = new ArrayList<>();
        List<Row> chunks = new ArrayList<>();
        IntStream.range(0, sections).forEach(i -> {
            rows.add(section(id, i, title));
            chunks.add(chunk(id, i, "section", title));
        });
        stores.append(
                document,
                new Change.Upsert(document(id, title)),
                new Change.ReplaceChildren("document_sections", document, null, rows),
                new Change.ReplaceChildren("search_chunks", document, "section", chunks.subList(0, 1)));
    }

    /** Lets both stores pass all that was appended. */
    private void goOn() {
        stores.append(document);
        stores.applyAll();
    }

    private List<OpenLetter> open(int expected) {
        await().atMost(SOON).until(() -> verification.deadLetters().open().total() == expected);
        return verification.letters().list(null, 100);
    }

    private List<Replayed> replayAll(int expected) {
        return verification.letters().replay(open(expected));
    }

    private DeadLetter letter(String store, String topic, Position position) {
        return new DeadLetter(
                store,
                "planted",
                "planted",
                topic,
                position.partition(),
                position.offset(),
                position,
                "event",
                "dev.evenkeel.test",
                null,
                Instant.EPOCH);
    }

    private List<String> history() {
        TopicPartition partition = new TopicPartition(stores.topics().controlHistory(), 0);
        List<String> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = LogReader.open(TestServers.kafkaBootstrap(), 1 << 20)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> records.add(new String(record.value(), StandardCharsets.UTF_8)));
            }
        }
        return records;
    }
}
