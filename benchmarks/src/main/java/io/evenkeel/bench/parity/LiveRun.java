package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.writers.ChangeLog;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.kit.writer.ConsumerSettings;
import io.evenkeel.kit.writer.DeadLetterSink;
import io.evenkeel.kit.writer.StoreConsumer;
import io.evenkeel.kit.writer.WriterState;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerFeed;
import io.evenkeel.parity.ledger.LedgerFile;
import io.evenkeel.parity.tail.EventTimes;
import io.evenkeel.parity.tail.Tail;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/** Both writers and the checker, as the services run them, following a log to which somebody appends. */
final class LiveRun implements AutoCloseable {
    private static final Duration SESSION = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration MAX_LAG = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration TO_THE_END = Duration.ofSeconds(60);

    private final ChangeLog log;
    private final PacedLog appender;
    private final List<Store> stores = new ArrayList<>();
    private final List<StoreConsumer> writers = new ArrayList<>();
    private final DeadLetterSink deadLetters;
    private final LedgerFile ledgerFile;
    private final Findings findings;
    private final LedgerFeed feed;
    private final Tail tail;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * The parity lag of every event: from when Kafka appended it to when it was verified.
     *
     * @param millis in the order in which they were verified
     */
    record Lags(List<Long> millis) {
        long median() {
            return quantile(millis, 0.5);
        }

        long p99() {
            return quantile(millis, 0.99);
        }

        /** How much longer it took in the last quarter than in the second. */
        long growth() {
            int quarter = millis.size() / 4;
            long before = quantile(millis.subList(quarter, 2 * quarter), 0.5);
            long after = quantile(millis.subList(3 * quarter, millis.size()), 0.5);
            return Math.max(0, after - before);
        }

        private static long quantile(List<Long> values, double share) {
            List<Long> sorted = values.stream().sorted().toList();
            return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
        }
    }

    LiveRun(BenchServers servers, long seed, int perSecond) throws SQLException {
        String name = "live-" + perSecond;
        log = ChangeLog.create(servers.kafka().bootstrapServers(), name);
        appender = new PacedLog(log, seed, perSecond);
        stores.add(LiveStores.sqlite(servers, name, log.topics()));
        stores.add(LiveStores.supabase(servers, name, log.topics()));
        deadLetters = DeadLetterSink.open(log.bootstrapServers(), log.topics().deadLetters());
        for (Store store : stores) {
            writers.add(writer(store));
        }
        long epoch = log.eventLog().epoch();
        ledgerFile = LedgerFile.open(servers.folder().resolve(name + "-ledger.sqlite"), epoch);
        ChangeSetCodec codec = new ChangeSetCodec(PairCorpus.CATALOGUE);
        Ledger ledger = new Ledger(
                ledgerFile,
                PairCorpus.CATALOGUE,
                row -> CanonicalForm.digest(
                        PairCorpus.CATALOGUE.entity(row.key().entity()), row));
        feed = new LedgerFeed(ledger, log.bootstrapServers(), log.topics(), codec::decode);
        findings = new Findings(ledgerFile);
        Map<Backend, StoreScanner> scanners = new EnumMap<>(Backend.class);
        stores.forEach(store -> scanners.put(store.backend(), store.scanner()));
        tail = new Tail(
                new Witnesses(
                        PairCorpus.CATALOGUE,
                        epoch,
                        ledger,
                        new io.evenkeel.parity.ledger.ChangeLog(log.bootstrapServers(), log.topics(), codec::decode),
                        scanners,
                        PATIENCE,
                        Clock.systemUTC()),
                findings,
                () -> new EventTimes(log.bootstrapServers(), log.topics()),
                () -> true,
                MAX_LAG,
                Clock.systemUTC());
    }

    /** Appends for so long, and waits until all of it was verified. */
    Lags run(Duration length) throws InterruptedException {
        writers.forEach(StoreConsumer::start);
        threads.add(Thread.ofPlatform().daemon().name("ledger").start(feed));
        threads.add(Thread.ofPlatform().daemon().name("tail").start(tail));
        appender.appendOwners();
        awaitAll(new ArrayList<>());
        FutureTask<?> appending = new FutureTask<>(() -> appender.append(length), true);
        Thread.ofPlatform().daemon().name("appender").start(appending);
        List<Long> lags = Collections.synchronizedList(new ArrayList<>());
        while (!appending.isDone()) {
            appender.verified(findings.watermarks(), lags);
            LockSupport.parkNanos(LOOK.toNanos());
        }
        try {
            appending.get();
        } catch (ExecutionException failed) {
            throw new BenchFailure("appending ended before its time: " + failed.getCause());
        }
        awaitAll(lags);
        if (!findings.open().isEmpty()) {
            throw new BenchFailure(findings.open().size() + " differences in stores that nobody altered, the first: "
                    + findings.open().getFirst());
        }
        return new Lags(List.copyOf(lags));
    }

    @Override
    public void close() throws Exception {
        tail.stop();
        feed.stop();
        for (Thread thread : threads) {
            thread.join();
        }
        for (StoreConsumer writer : writers) {
            writer.stop();
        }
        appender.close();
        deadLetters.close();
        ledgerFile.close();
        stores.forEach(Store::close);
        log.close();
    }

    private void awaitAll(List<Long> lags) {
        long deadline = System.nanoTime() + TO_THE_END.toNanos();
        while (!appender.verified(findings.watermarks(), lags)) {
            if (System.nanoTime() > deadline) {
                throw new BenchFailure("not everything was verified " + TO_THE_END + " after the last event; "
                        + tail.state().failure());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private StoreConsumer writer(Store store) {
        return new StoreConsumer(
                store.backend(),
                store.writer(),
                new ConsumerSettings(
                        log.bootstrapServers(),
                        log.topics().prefix() + "-" + store.backend().label(),
                        null,
                        SESSION),
                log.eventLog(),
                log.control(),
                deadLetters,
                new ChangeSetCodec(PairCorpus.CATALOGUE),
                new WriterState(Clock.systemUTC()),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
    }
}
