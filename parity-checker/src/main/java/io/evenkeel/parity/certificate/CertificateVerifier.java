package io.evenkeel.parity.certificate;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.parity.certificate.VerificationReport.Check;
import io.evenkeel.parity.certificate.VerificationReport.DifferingRow;
import io.evenkeel.parity.ledger.EntityContent;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.SupabaseStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a certificate: its signature, then what it says of the log by replaying that, then both stores while they stand
 * where it does. Needs no service of Evenkeel, and writes nothing anywhere but into a temporary folder. One use.
 */
final class CertificateVerifier {
    private static final String CONTENT = "content";

    private final Sources sources;
    private final Consumer<Long> progress;
    private final List<Check> checks = new ArrayList<>();
    private final List<DifferingRow> rows = new ArrayList<>();

    /**
     * What a certificate can be held against.
     *
     * @param catalogue the entities
     * @param bootstrapServers Kafka's address, or null
     * @param sqlite the database, or null
     * @param supabase the database as a libpq URI, or null
     */
    record Sources(
            Catalogue catalogue,
            @Nullable String bootstrapServers,
            @Nullable Path sqlite,
            @Nullable String supabase) {}

    /**
     * A verifier.
     *
     * @param progress is told now and then how many records of the log were read
     */
    CertificateVerifier(Sources sources, Consumer<Long> progress) {
        this.sources = sources;
        this.progress = progress;
    }

    /**
     * Verifies.
     *
     * @param trusted the key that must have signed it; null when the caller knows none
     */
    VerificationReport verify(SignedCertificate signed, @Nullable VerifyingKey trusted) {
        Certificate certificate = signed.certificate();
        if (signature(signed, trusted)) {
            content(certificate);
        } else {
            String reason = "what it says is worth nothing without its signature";
            List.of("log", CONTENT, Backend.SQLITE.label(), Backend.SUPABASE.label())
                    .forEach(name -> checks.add(Check.notDone(name, reason)));
        }
        boolean held = checks.stream().noneMatch(Check::isFailed);
        boolean replayed = checks.stream().anyMatch(check -> check.name().equals(CONTENT) && check.isHeld());
        return new VerificationReport(
                certificate.id(), certificate.issuedAt(), signed.key().fingerprint(), held, replayed, checks, rows);
    }

    private boolean signature(SignedCertificate signed, @Nullable VerifyingKey trusted) {
        String fingerprint = signed.key().fingerprint();
        if (!signed.signatureHolds()) {
            checks.add(Check.failed("signature", "the certificate was changed after it was signed, or never signed"));
            checks.add(Check.notDone("key", "there is no signature to ask of"));
            return false;
        }
        checks.add(Check.held("signature", "unchanged since key " + fingerprint + " signed it"));
        if (trusted == null) {
            checks.add(Check.notDone(
                    "key",
                    "no key was given; anybody could have signed it with " + fingerprint
                            + ": compare that with the checker's, or give --key"));
            return true;
        }
        boolean known = trusted.key().equals(signed.key().key());
        checks.add(
                known
                        ? Check.held("key", fingerprint + " is the key that was given")
                        : Check.failed(
                                "key", "signed by another key, " + fingerprint + ", not by " + trusted.fingerprint()));
        return known;
    }

    private void content(Certificate certificate) {
        if (sources.bootstrapServers() == null) {
            notReplayed("no Kafka was given; set KAFKA_BOOTSTRAP_SERVERS");
            return;
        }
        String catalogue = CatalogueDigest.of(sources.catalogue());
        if (!catalogue.equals(certificate.catalogue())) {
            checks.add(Check.failed(
                    "catalogue",
                    "the certificate is of another catalogue, " + certificate.catalogue() + ", than the one in use, "
                            + catalogue + "; set EVENKEEL_PACKS as the checker had it"));
            notReplayed("rows cannot be compared by another catalogue");
            return;
        }
        checks.add(Check.held("catalogue", catalogue));
        try (ReplayedLog replayed = ReplayedLog.replay(
                sources.bootstrapServers(), certificate.log(), certificate.offsets(), sources.catalogue(), progress)) {
            checks.add(Check.held(
                    "log",
                    "replayed from its first record to the certificate's positions, epoch "
                            + certificate.log().epoch()));
            checks.add(content(certificate, replayed.ledger().contents().value()));
            stores(certificate, replayed.ledger());
        } catch (ReplayedLog.OtherLogException | KafkaException | IllegalStateException failed) {
            checks.add(Check.failed("log", String.valueOf(failed.getMessage())));
            List.of(CONTENT, Backend.SQLITE.label(), Backend.SUPABASE.label())
                    .forEach(name -> checks.add(Check.notDone(name, "the log could not be replayed")));
        }
    }

    private static Check content(Certificate certificate, Map<String, EntityContent> replayed) {
        List<String> differing = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(certificate.entities().keySet());
        names.addAll(replayed.keySet());
        for (String name : names) {
            EntityContent said = certificate.entities().get(name);
            EntityContent found = replayed.getOrDefault(name, EntityContent.NOTHING);
            if (!found.equals(said)) {
                differing.add(name + " (" + (said == null ? "not certified" : said.rows() + " rows certified") + ", "
                        + found.rows() + " in the log"
                        + (said != null && said.rows() == found.rows() ? ", of another digest" : "") + ")");
            }
        }
        long rows = replayed.values().stream().mapToLong(EntityContent::rows).sum();
        return differing.isEmpty()
                ? Check.held(CONTENT, rows + " rows of " + names.size() + " entities, counts and digests as certified")
                : Check.failed(
                        CONTENT,
                        "the log says otherwise of " + differing.stream().collect(Collectors.joining(", ")));
    }

    private void stores(Certificate certificate, Ledger log) {
        Topics topics =
                new Topics(certificate.log().topicPrefix(), certificate.log().partitions());
        Path sqlite = sources.sqlite();
        if (sqlite == null || !Files.exists(sqlite)) {
            checks.add(Check.notDone(
                    Backend.SQLITE.label(), sqlite == null ? "no SQLITE_PATH was given" : sqlite + " is not there"));
        } else {
            store(
                    Backend.SQLITE,
                    () -> SqliteStore.open(sqlite, sources.catalogue(), topics.changes()),
                    certificate,
                    log);
        }
        String supabase = sources.supabase();
        if (supabase == null) {
            checks.add(Check.notDone(Backend.SUPABASE.label(), "no SUPABASE_DB_URL was given"));
        } else {
            store(
                    Backend.SUPABASE,
                    () -> SupabaseStore.open(supabase, sources.catalogue(), topics.changes()),
                    certificate,
                    log);
        }
    }

    private void store(Backend backend, Supplier<Store> opening, Certificate certificate, Ledger log) {
        try (Store store = opening.get()) {
            StoreCheck check = new StoreCheck(backend, store.scanner(), certificate.positions());
            checks.add(check.run(log, sources.catalogue()));
            rows.addAll(check.rows());
        } catch (StoreUnavailableException | IllegalStateException | IllegalArgumentException unreadable) {
            checks.add(Check.notDone(backend.label(), "it cannot be read: " + unreadable.getMessage()));
        }
    }

    private void notReplayed(String reason) {
        List.of("log", CONTENT, Backend.SQLITE.label(), Backend.SUPABASE.label())
                .forEach(name -> checks.add(Check.notDone(name, reason)));
    }
}
