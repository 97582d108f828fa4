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
import io.evenkeel.contract.store.Rows;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of real stores, and whether the stores hold what the log says once they are replayed. */
class LettersIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final RowKey DOCUMENT = key("documents", "a");

    @TempDir
    Path folder;

    private TwoStores stores;
    private Verification verification;

    @BeforeEach
    void start() {
        stores = new TwoStores(folder);
        verification = new Verification(
                        new Verification.Log(TestServers.kafkaBootstrap(), stores.topics(), stores.epoch()),
                        Rows.CATALOGUE,
                        stores.scanners(),
                        new Verification.Settings(
                                folder.resolve("ledger.sqlite"),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(2)),
                        stores.writers(),
                        () -> true,
                        Clock.systemUTC())
                .start();
    }

    @AfterEach
    void stop() {
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

        assertThat(verification.findings().open()).isEmpty();
        assertThat(verification.deadLetters().open().total()).isZero();
        assertEqual();
    }

    @Test
    void whatWasSentAgainSinceIsNotBroughtBack() {
        ingest("long", 3);
        stores.refuse(Backend.SUPABASE);
        ingest("short", 1);
        goOn();

        assertThat(replayAll(1)).extracting(Replayed::result).containsExactly(Result.SKIPPED);

        assertEqual();
    }

    @Test
    void whatALaterEventLeftAloneIsReplayed() {
        ingest("one", 2);
        stores.refuse(Backend.SQLITE);
        stores.append(DOCUMENT, new Change.Upsert(document("a", "renamed")));
        goOn();

        assertThat(replayAll(1)).extracting(Replayed::result).containsExactly(Result.APPLIED);

        assertEqual();
    }

    @Test
    void aDeleteTakesAlongWhatTheStoreHasPutBelowSince() {
        ingest("one", 2);
        stores.append(DOCUMENT, new Change.Delete(DOCUMENT));
        stores.refuse(Backend.SUPABASE);
        stores.append(DOCUMENT, new Change.Upsert(section("a", 7, "the log has no owner for it")));
        goOn();

        assertThat(replayAll(1)).extracting(Replayed::result).containsExactly(Result.APPLIED);

        assertEqual();
    }

    @Test
    void ownersComeBeforeWhatTheyOwn() {
        stores.append(DOCUMENT, new Change.Upsert(document("a", "one")));
        stores.refuse(Backend.SUPABASE);
        stores.append(DOCUMENT, new Change.Upsert(section("a", 0, "text")));
        stores.refuse(Backend.SUPABASE);
        goOn();

        assertThat(replayAll(2)).extracting(Replayed::result).containsExactly(Result.APPLIED, Result.APPLIED);

        assertEqual();
    }

    @Test
    void whatTheLogItselfRefusesIsNotReplayed() {
        stores.append(DOCUMENT, new Change.Upsert(section("a", 0, "an orphan")));
        stores.refuse(Backend.SQLITE);
        stores.refuse(Backend.SUPABASE);
        Position event = stores.event(DOCUMENT);
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
        assertEqual();
    }

    @Test
    void aDismissalIsRecordedWithItsReason() {
        ingest("one", 1);
        DeadLetter letter = stores.refuse(Backend.SQLITE);
        goOn();

        verification.letters().dismiss(open(1), "operator", "sent again by hand");

        assertThat(verification.deadLetters().open().total()).isZero();
        assertThat(history())
                .singleElement()
                .asString()
                .contains(letter.key(), "operator", "sent again by hand", "store-refused");
    }

    /** A document with so many sections and one chunk for each. */
    private void ingest(String title, int sections) {
        List<Row> rows = new ArrayList<>();
        List<Row> chunks = new ArrayList<>();
        IntStream.range(0, sections).forEach(i -> {
            rows.add(section("a", i, title));
            chunks.add(chunk("a", i, "section", title));
        });
        stores.append(
                DOCUMENT,
                new Change.Upsert(document("a", title)),
                new Change.ReplaceChildren("document_sections", DOCUMENT, null, rows),
                new Change.ReplaceChildren("search_chunks", DOCUMENT, "section", chunks.subList(0, 1)));
    }

    /** Lets both stores pass all that was appended. */
    private void goOn() {
        stores.append(DOCUMENT);
        stores.applyAll();
    }

    private List<OpenLetter> open(int expected) {
        await().atMost(SOON).until(() -> verification.deadLetters().open().total() == expected);
        return verification.letters().list(null, 100);
    }

    private List<Replayed> replayAll(int expected) {
        return verification.letters().replay(open(expected));
    }

    private void assertEqual() {
        String id = verification.sweeps().request().orElseThrow().id();
        await().atMost(SOON)
                .until(() -> verification.sweeps().find(id).orElseThrow().ended());
        SweepReport report = verification.sweeps().find(id).orElseThrow();
        assertThat(report.mismatches()).isEmpty();
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
