package io.evenkeel.parity.certificate;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.parity.ParityFacts;
import io.evenkeel.parity.TwoStores;
import io.evenkeel.parity.ledger.EntityContent;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerFeed;
import io.evenkeel.parity.ledger.LedgerFile;
import io.evenkeel.parity.ledger.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of a real log, held against it and both real databases. */
class CertificateIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Catalogue CATALOGUE = Rows.CATALOGUE;

    @TempDir
    Path folder;

    private final String kafka = TestServers.kafkaBootstrap();
    private final Topics topics = new Topics(
            "certificate-"
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()),
            3);
    private final Map<Integer, Position> last = new HashMap<>();
    private String postgres;
    private Path sqlite;
    private TwoStores stores;
    private LedgerFile file;
    private Ledger ledger;
    private LedgerFeed feed;
    private Thread feeding;
    private SigningKey key;

    @BeforeEach
    void start() {
        postgres = TestServers.createDatabase("certificate");
        sqlite = folder.resolve("evenkeel.sqlite");
        stores = new TwoStores(kafka, topics, sqlite, postgres);
        file = LedgerFile.open(folder.resolve("ledger.sqlite"), stores.epoch());
        ledger = new Ledger(
                file,
                CATALOGUE,
                row -> CanonicalForm.digest(CATALOGUE.entity(row.key().entity()), row));
        feed = new LedgerFeed(ledger, kafka, topics, new ChangeSetCodec(CATALOGUE)::decode);
        feeding = Thread.ofPlatform().daemon().start(feed);
        key = SigningKey.open(folder.resolve("key.pem"));
        fill();
    }

    @AfterEach
    void stop() throws InterruptedException {
        feed.stop();
        feeding.join(Duration.ofSeconds(5));
        file.close();
        stores.close();
    }

    @Test
    void holdsAgainstTheLogAndBothStoresWhileTheyStandThere() {
        Certificate certificate = certificate();
        assertThat(certificate.positions()).isNotEmpty();
        assertThat(certificate.entities().get("documents").rows()).isEqualTo(11);
        VerifyCertificate.Result result = verify(certificate);
        assertThat(result.status()).as(result.document().toPrettyString()).isZero();
        for (String check : List.of("signature", "key", "catalogue", "log", "content", "sqlite", "supabase")) {
            assertThat(check(result, check).path("outcome").asText()).as(check).isEqualTo("held");
        }
        assertThat(check(result, "sqlite").path("detail").asText()).startsWith("33 rows");
    }

    @Test
    void itsDigestsAreThoseThatTheContractDefines() throws Exception {
        EntityContent certified = certificate().entities().get("search_chunks");
        for (Backend backend : Backend.values()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<DigestedRow> rows = stores.scanners()
                    .get(backend)
                    .digests("search_chunks", KeyRange.ALL, 1_000)
                    .value();
            rows.forEach(row -> digest.update(row.digest().toBytes()));
            assertThat(new EntityContent(rows.size(), HexFormat.of().formatHex(digest.digest())))
                    .isEqualTo(certified);
        }
    }

    @Test
    void saysThatAStoreHasMovedOnOrIsNotThereYet() {
        Certificate before = certificate();
        Position later = append(key("documents", "d3"), new Change.Upsert(document("d3", "later")));
        stores.apply(Backend.SQLITE);
        VerifyCertificate.Result moved = verify(before);
        assertThat(moved.status()).isZero();
        assertThat(check(moved, "content").path("outcome").asText()).isEqualTo("held");
        assertThat(check(moved, "sqlite").path("outcome").asText()).isEqualTo("not_done");
        assertThat(check(moved, "sqlite").path("detail").asText()).contains("moved on", later.toString());
        assertThat(check(moved, "supabase").path("outcome").asText()).isEqualTo("held");

        VerifyCertificate.Result behind = verify(certificate());
        assertThat(check(behind, "sqlite").path("outcome").asText()).isEqualTo("held");
        assertThat(check(behind, "supabase").path("outcome").asText()).isEqualTo("not_done");
        assertThat(check(behind, "supabase").path("detail").asText()).contains("has not come to");
    }

    @Test
    void namesTheRowsThatAStoreHoldsOtherwise() {
        Certificate certificate = certificate();
        stores.inSupabase("update documents set title = 'two ' where id = 'd2'");
        stores.inSupabase("delete from search_chunks where id = 'd4:text:0'");
        stores.inSqlite("insert into document (workspace_id, id, path, type) values ('default', 'extra', '/', 'pdf')");
        VerifyCertificate.Result result = verify(certificate);
        assertThat(result.status()).isEqualTo(1);
        assertThat(check(result, "content").path("outcome").asText()).isEqualTo("held");
        List<String> rows = new ArrayList<>();
        result.document()
                .path("rows")
                .forEach(row -> rows.add(row.path("store").asText() + " "
                        + row.path("entity").asText() + " " + row.path("id").asText() + " "
                        + row.path("kind").asText()));
        assertThat(rows)
                .containsExactlyInAnyOrder(
                        "sqlite documents extra extra",
                        "supabase documents d2 different",
                        "supabase search_chunks d4:text:0 missing");
    }

    @Test
    void aStatementThatTheLogDoesNotBearOutFails() {
        Certificate said = certificate();
        Map<String, EntityContent> other = new HashMap<>(said.entities());
        other.put("documents", new EntityContent(11, "0f".repeat(32)));
        VerifyCertificate.Result result = verify(with(said, said.positions(), other));
        assertThat(result.status()).isEqualTo(1);
        assertThat(check(result, "content").path("detail").asText())
                .contains("documents (11 rows certified, 11 in the log, of another digest)")
                .doesNotContain("search_chunks");
    }

    @Test
    void aCertificateBeyondTheEndOfTheLogFails() {
        Certificate said = certificate();
        List<Position> beyond = new ArrayList<>(said.positions());
        Position last = beyond.removeLast();
        beyond.add(new Position(last.epoch(), last.partition(), last.offset() + 1_000));
        VerifyCertificate.Result result = verify(with(said, beyond, said.entities()));
        assertThat(result.status()).isEqualTo(1);
        assertThat(check(result, "log").path("detail").asText()).contains("ends before the certificate");
        assertThat(check(result, "content").path("outcome").asText()).isEqualTo("not_done");
    }

    @Test
    void aLogThatHasLostRecordsFails() throws Exception {
        Certificate certificate = certificate();
        Position lost = certificate.positions().getFirst();
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(topics.changes(), lost.partition()), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }
        VerifyCertificate.Result result = verify(certificate);
        assertThat(result.status()).isEqualTo(1);
        assertThat(check(result, "log").path("detail").asText())
                .contains("lost records", topics.changes() + "-" + lost.partition());
    }

    @Test
    void aLogThatWasMadeAgainFails() throws Exception {
        Certificate certificate = certificate();
        feed.stop();
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(topics.events(), topics.changes())).all().get();
            await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains(topics.changes()));
        }
        Epochs.open(kafka, topics, (short) 1);
        VerifyCertificate.Result result = verify(certificate);
        assertThat(result.status()).isEqualTo(1);
        assertThat(check(result, "log").path("detail").asText())
                .contains("made again", Long.toString(certificate.log().epoch()));
    }

    /** Rows of several entities, some changed, some deleted, beside records that bring nothing. */
    private void fill() {
        for (int i = 0; i < 12; i++) {
            String id = "d" + i;
            append(
                    key("documents", id),
                    new Change.Upsert(document(id, "title " + i)),
                    new Change.Upsert(chunk(id, 0, "text", "first " + i)),
                    new Change.Upsert(chunk(id, 1, "text", "second " + i)));
        }
        append(key("documents", "d5"), new Change.Delete(key("documents", "d5")));
        append(key("documents", "d2"), new Change.Upsert(document("d2", "two")));
        stores.appendMalformed(0);
        append(key("documents", "d7"));
        stores.applyAll();
    }

    private Position append(RowKey root, Change... changes) {
        Position position = stores.append(root, changes);
        last.put(position.partition(), position);
        return position;
    }

    /** Of where the log ends. */
    private Certificate certificate() {
        await().atMost(SOON)
                .until(() -> last.values().stream().allMatch(position -> {
                    StorePosition reached = ledger.positions().get(position.partition());
                    return reached != null && !position.isAfter(reached.applied());
                }));
        Issuer issuer = new Issuer(
                topics,
                stores.epoch(),
                CATALOGUE,
                "0.1.0",
                ledger,
                () -> new ParityFacts(
                        false, "not_verified", "a test", Map.of(), null, Duration.ZERO, Map.of(), 0, null),
                Duration.ZERO,
                new Pause(Duration.ZERO),
                Clock.systemUTC());
        return issuer.issue("a-test", null);
    }

    private static Certificate with(Certificate said, List<Position> positions, Map<String, EntityContent> entities) {
        return new Certificate(
                said.certificate(),
                said.id(),
                said.issuedAt(),
                said.product(),
                said.log(),
                positions,
                said.catalogue(),
                entities,
                said.parity(),
                said.flip());
    }

    private VerifyCertificate.Result verify(Certificate certificate) {
        try {
            Path written = folder.resolve("certificate.json");
            Files.writeString(written, SignedCertificate.sign(certificate, key).text());
            return VerifyCertificate.run(
                    new String[] {written.toString(), key.verifying().text()},
                    Map.of(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            kafka,
                            "SQLITE_PATH",
                            sqlite.toString(),
                            "SUPABASE_DB_URL",
                            postgres),
                    read -> {});
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static JsonNode check(VerifyCertificate.Result result, String name) {
        return StreamSupport.stream(result.document().path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check " + name + " in " + result.document()));
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka));
    }
}
