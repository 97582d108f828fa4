package io.evenkeel.parity;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.parity.drift.Drift;
import io.evenkeel.parity.drift.DriftSettings;
import io.evenkeel.parity.event.EventPublisher;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.history.Journal;
import io.evenkeel.parity.ledger.ChangeLog;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerFeed;
import io.evenkeel.parity.ledger.LedgerFile;
import io.evenkeel.parity.letter.DeadLetters;
import io.evenkeel.parity.letter.Letters;
import io.evenkeel.parity.letter.Writers;
import io.evenkeel.parity.reembed.Reembeds;
import io.evenkeel.parity.repair.Repairs;
import io.evenkeel.parity.sweep.Sweeps;
import io.evenkeel.parity.tail.EventTimes;
import io.evenkeel.parity.tail.Tail;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Ledger, tail and sweeps of one log, running, and what is done with the help of the ledger. Thread-safe. */
final class Verification implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Verification.class);
    private static final Duration PUBLISHING = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final LedgerFile file;
    private final Ledger ledger;
    private final LedgerFeed feed;
    private final DeadLetters deadLetters;
    private final Letters letters;
    private final Journal journal;
    private final Findings findings;
    private final Tail tail;
    private final Sweeps sweeps;
    private final Reembeds reembeds;
    private final Repairs repairs;
    private final Drift drift;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * The log that is verified.
     *
     * @param bootstrapServers Kafka's address
     * @param topics the installation's topics
     * @param epoch the log's incarnation
     */
    record Log(String bootstrapServers, Topics topics, long epoch) {}

    /**
     * How it is verified.
     *
     * @param ledgerPath the ledger's file
     * @param maxLag the parity lag up to which the stores count as verified
     * @param ledgerPatience how long the ledger may take to come as far as a store
     * @param sweeps how all content is compared
     */
    record Settings(
            Path ledgerPath, Duration maxLag, Duration ledgerPatience, Sweeps.Settings sweeps, DriftSettings drift) {
        /** Without watching the stores. */
        Settings(Path ledgerPath, Duration maxLag, Duration ledgerPatience, Sweeps.Settings sweeps) {
            this(ledgerPath, maxLag, ledgerPatience, sweeps, DriftSettings.OFF);
        }

        /** With sweeps that work all the time. */
        Settings(Path ledgerPath, Duration maxLag, Duration ledgerPatience, Duration sweepPatience) {
            this(ledgerPath, maxLag, ledgerPatience, new Sweeps.Settings(sweepPatience, 1, Duration.ofMillis(500)));
        }

        /** A file beside the ledger. */
        Path beside(String suffix) {
            return ledgerPath.resolveSibling(ledgerPath.getFileName() + suffix);
        }
    }

    /**
     * Opens the ledger; nothing runs yet.
     *
     * @param writers who replays dead letters and repairs rows
     * @param comparing whether both stores are written, so that comparing them means something
     */
    Verification(
            Log log,
            Catalogue catalogue,
            Map<Backend, StoreScanner> stores,
            Settings settings,
            Writers writers,
            BooleanSupplier comparing,
            Clock clock) {
        this(log, catalogue, stores, Map.of(), settings, writers, comparing, clock);
    }

    /**
     * The same, where changes past the log can be adopted.
     *
     * @param readers what applications read the stores by
     */
    Verification(
            Log log,
            Catalogue catalogue,
            Map<Backend, StoreScanner> stores,
            Map<Backend, StoreReader> readers,
            Settings settings,
            Writers writers,
            BooleanSupplier comparing,
            Clock clock) {
        Function<byte[], ChangeSet> codec = new ChangeSetCodec(catalogue)::decode;
        file = LedgerFile.open(settings.ledgerPath(), log.epoch());
        ledger = new Ledger(
                file,
                catalogue,
                row -> CanonicalForm.digest(catalogue.entity(row.key().entity()), row));
        feed = new LedgerFeed(ledger, log.bootstrapServers(), log.topics(), codec);
        deadLetters = new DeadLetters(log.bootstrapServers(), log.topics(), file);
        journal = new Journal(settings.beside("-history.sqlite"), log.epoch(), clock);
        findings = new Findings(file, journal);
        findings.restore(journal.open());
        findings.tell(journal::reconcile);
        ChangeLog changeLog = new ChangeLog(log.bootstrapServers(), log.topics(), codec);
        Witnesses witnesses =
                new Witnesses(catalogue, log.epoch(), ledger, changeLog, stores, settings.ledgerPatience(), clock);
        letters = new Letters(
                log.bootstrapServers(),
                log.topics(),
                deadLetters,
                writers,
                witnesses,
                changeLog,
                findings,
                comparing,
                clock);
        Supplier<EventTimes> events = () -> new EventTimes(log.bootstrapServers(), log.topics());
        tail = new Tail(witnesses, findings, events, comparing, settings.maxLag(), clock);
        sweeps = new Sweeps(witnesses, findings, events, settings.sweeps(), settings.beside("-sweeps.json"), clock);
        reembeds = new Reembeds(
                new Reembeds.Source(log.bootstrapServers(), log.topics(), log.epoch(), ledger, changeLog),
                catalogue,
                settings.beside("-reembed.json"),
                clock);
        repairs = new Repairs(witnesses, findings, letters, writers, settings.beside("-repairs.jsonl"), journal, clock);
        drift = new Drift(
                settings.drift(),
                catalogue,
                witnesses,
                findings,
                sweeps,
                new Drift.Means(
                        readers,
                        repairs,
                        () -> new EventPublisher(log.bootstrapServers(), log.topics(), log.epoch(), PUBLISHING),
                        () -> deadLetters.open().read()),
                settings.beside("-drift.json"),
                comparing,
                clock);
    }

    Verification start() {
        run("ledger", feed);
        run("dead-letters", deadLetters);
        run("tail", tail);
        run("sweeps", sweeps);
        run("reembeds", reembeds);
        drift.work().forEach(this::run);
        return this;
    }

    private void run(String name, Runnable work) {
        threads.add(Thread.ofPlatform()
                .name(name)
                .daemon()
                .uncaughtExceptionHandler((thread, fault) ->
                        LOG.errorf(fault, "%s has stopped, which is a fault; restart this service", name))
                .start(work));
    }

    Ledger ledger() {
        return ledger;
    }

    LedgerFeed feed() {
        return feed;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    Letters letters() {
        return letters;
    }

    Journal journal() {
        return journal;
    }

    Findings findings() {
        return findings;
    }

    Tail tail() {
        return tail;
    }

    Sweeps sweeps() {
        return sweeps;
    }

    Reembeds reembeds() {
        return reembeds;
    }

    Repairs repairs() {
        return repairs;
    }

    Drift drift() {
        return drift;
    }

    @Override
    public void close() {
        drift.stop();
        feed.stop();
        deadLetters.stop();
        tail.stop();
        sweeps.stop();
        reembeds.stop();
        try {
            for (Thread thread : threads) {
                thread.join(STOP);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        repairs.close();
        letters.close();
        journal.close();
        file.close();
    }
}
