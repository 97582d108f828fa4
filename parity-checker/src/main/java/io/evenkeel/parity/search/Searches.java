package io.evenkeel.parity.search;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.parity.ParityConfig;
import io.evenkeel.parity.ParityService;
import io.evenkeel.parity.Stores;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.search.SearchReport.Instance;
import io.evenkeel.parity.search.SearchReport.Source;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares searches, those that are asked for and now and then some of its own, one after the other on a thread of its
 * own, and remembers the last ones. Thread-safe.
 */
@Singleton
public class Searches {
    private static final Logger LOG = Logger.getLogger(Searches.class);
    private static final int REMEMBERED = 20;
    private static final int QUEUED = 10;
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Duration BUDGET = Duration.ofHours(1);

    private final ParityConfig.Search config;
    private final ParityService parity;
    private final Stores stores;
    private final Catalogue catalogue;
    private final Clock clock;
    private final Random random = new Random();
    private final Pause pause = new Pause(Duration.ZERO);
    private final BlockingQueue<Asked> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Map<String, SearchReport> reports = new LinkedHashMap<>();
    private final Path path;
    private @Nullable SearchFile file;
    private @Nullable Thread thread;

    /**
     * What is asked for.
     *
     * @param queries those that were given or made lately; empty to take stored vectors
     * @param sample how many of those
     * @param budget how long it may take
     */
    private record Asked(SearchReport begun, List<SearchQuery> queries, int sample, Duration budget) {}

    Searches(ParityConfig config, ParityService parity, Stores stores, Catalogue catalogue, Clock clock) {
        this.config = config.search();
        this.path = config.ledgerPath().resolveSibling(config.ledgerPath().getFileName() + "-searches.json");
        this.parity = parity;
        this.stores = stores;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        thread = Thread.ofPlatform().name("searches").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        pause.end();
        if (thread != null) {
            thread.join(Duration.ofSeconds(5));
        }
    }

    /** Asks for a comparison of those queries; empty when too many wait already. */
    Optional<SearchReport> request(List<SearchQuery> queries, int k) {
        return offer(queries, Source.GIVEN, List.of(), k, 0);
    }

    /** The same of recent searches. */
    Optional<SearchReport> recent(RecentQueries recent, int k) {
        return offer(recent.queries(), Source.RECENT, recent.instances(), k, 0);
    }

    /** The same with vectors of stored rows. */
    Optional<SearchReport> sample(int count, int k) {
        return offer(List.of(), Source.SAMPLED, List.of(), k, count);
    }

    /** The comparison of that id, if it is remembered. */
    Optional<SearchReport> find(String id) {
        synchronized (reports) {
            remember();
            return Optional.ofNullable(reports.get(id));
        }
    }

    /** The comparison that was done last, and had anything to compare. */
    public Optional<SearchReport> last() {
        synchronized (reports) {
            remember();
            return reports.values().stream()
                    .filter(report -> report.state() == SearchReport.State.DONE && report.queries() > 0)
                    .reduce((earlier, later) -> later);
        }
    }

    /** Those that are remembered, in the order in which they were asked for. */
    public List<SearchReport> all() {
        synchronized (reports) {
            remember();
            return List.copyOf(reports.values());
        }
    }

    private Optional<SearchReport> offer(
            List<SearchQuery> queries, Source source, List<Instance> instances, int k, int sample) {
        SearchReport begun = begun(source, instances, k);
        keep(begun);
        if (!queue.offer(new Asked(begun, queries, sample, BUDGET))) {
            synchronized (reports) {
                reports.remove(begun.id());
            }
            return Optional.empty();
        }
        return Optional.of(begun);
    }

    private SearchReport begun(Source source, List<Instance> instances, int k) {
        return SearchReport.begun(UUID.randomUUID().toString(), source, k, instances, clock.instant());
    }

    private void run() {
        while (!pause.over()) {
            try {
                Asked asked = queue.poll(1, TimeUnit.SECONDS);
                if (asked != null) {
                    compare(asked);
                } else if (isDue()) {
                    SearchReport begun = begun(Source.SAMPLED, List.of(), config.k());
                    keep(begun);
                    compare(new Asked(begun, List.of(), config.queries(), config.budget()));
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Whether it is time to look by itself. */
    private boolean isDue() {
        if (config.every().isZero() || !parity.comparing()) {
            return false;
        }
        Instant due;
        synchronized (reports) {
            remember();
            due = reports.values().stream()
                    .filter(report -> report.queries() > 0 || report.state() == SearchReport.State.FAILED)
                    .reduce((earlier, later) -> later)
                    .map(last -> last.startedAt().plus(isGood(last) ? config.every() : again()))
                    .orElse(Instant.EPOCH);
        }
        try {
            return !clock.instant().isBefore(due) && StoredVectors.rows(catalogue, parity.ledger()) > 0;
        } catch (LedgerUnavailableException | HttpProblem notYet) {
            return false;
        }
    }

    private static boolean isGood(SearchReport report) {
        return report.state() == SearchReport.State.DONE && report.different() == 0;
    }

    /** What was wrong is looked at again sooner, so that a gate does not stay closed over what was put right. */
    private Duration again() {
        return config.every().compareTo(AGAIN) < 0 ? config.every() : AGAIN;
    }

    private void compare(Asked asked) throws InterruptedException {
        SearchReport begun = asked.begun();
        try {
            Ledger ledger = parity.ledger();
            List<SearchQuery> queries = asked.queries().isEmpty()
                    ? new StoredVectors(
                                    catalogue,
                                    ledger,
                                    Objects.requireNonNull(stores.scanners().get(Backend.SQLITE)),
                                    random)
                            .sample(asked.sample())
                    : asked.queries();
            new SearchComparison(stores.readers(), ledger, asked.budget(), pause, clock, this::keep)
                    .run(begun, queries);
            find(begun.id()).ifPresent(Searches::log);
        } catch (StoreUnavailableException | LedgerUnavailableException | HttpProblem failed) {
            LOG.warnf("searches were not compared: %s", failed.getMessage());
            fail(begun.id(), String.valueOf(failed.getMessage()));
        }
    }

    private static void log(SearchReport report) {
        if (report.different() > 0) {
            LOG.errorf(
                    "%d of %d searches find something else in Supabase than in SQLite; see GET /v1/parity/searches/%s",
                    report.different(), report.queries(), report.id());
        }
    }

    private void fail(String id, String reason) {
        find(id).ifPresent(
                        report -> keep(report.failed(Duration.between(report.startedAt(), clock.instant()), reason)));
    }

    private void keep(SearchReport report) {
        synchronized (reports) {
            remember();
            reports.put(report.id(), report);
            while (reports.size() > REMEMBERED) {
                reports.remove(reports.keySet().iterator().next());
            }
            if (file != null && report.ended()) {
                write(file);
            }
        }
    }

    /** Takes up what was kept, as soon as it is known of which log it has to be. */
    private void remember() {
        if (file != null) {
            return;
        }
        parity.followed().ifPresent(followed -> {
            file = new SearchFile(path, followed.journal().epoch());
            Map<String, SearchReport> begun = new LinkedHashMap<>(reports);
            reports.clear();
            file.read().forEach(report -> reports.put(report.id(), report));
            reports.putAll(begun);
        });
    }

    private void write(SearchFile kept) {
        try {
            kept.write(reports.values().stream().filter(SearchReport::ended).toList());
        } catch (UncheckedIOException failed) {
            LOG.warnf("comparisons of searches would be forgotten in a restart: %s", failed.getMessage());
        }
    }
}
