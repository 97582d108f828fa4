package io.evenkeel.bench.writers;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Claim;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Contest;
import io.evenkeel.bench.Entry;
import io.evenkeel.bench.Results;
import io.evenkeel.bench.Tournament;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sets the contests of the writers up and runs them, one after the other. */
final class WriterContests {
    private static final String PLAIN = "plain upsert";
    private static final String DEBEZIUM = "Debezium JDBC sink";
    private static final double SQLITE_TARGET = 0.8;
    private static final double SUPABASE_TARGET = 0.9;
    private static final double COPY_TARGET = 0.8;
    private static final double DEBEZIUM_TARGET = 2;

    /** What the services' consumer applies at a time. */
    private static final int POLLED = 2_000;

    /** With an HNSW index every row costs more than a millisecond, of which fewer tell as much. */
    private static final int INDEXED_SHARE = 20;

    /** An epoch before that of any log, for rows that are there before. */
    private static final long EARLIER = 1;

    private final BenchServers servers;
    private final Corpus corpus;
    private final int rows;
    private final @Nullable Only only;
    private final Tournament tournament;

    WriterContests(BenchServers servers, long seed, int rows, @Nullable Only only, Tournament tournament) {
        this.servers = servers;
        this.corpus = new Corpus(seed);
        this.rows = rows;
        this.only = only;
        this.tournament = tournament;
    }

    List<Results> run() throws Exception {
        List<Results> results = new ArrayList<>();
        int indexed = Math.max(100, rows / INDEXED_SHARE);
        if (only == null || only == Only.SQLITE) {
            results.add(sqlite("sqlite, new rows", false));
            results.add(sqlite("sqlite, over existing rows", true));
        }
        if (only != Only.SQLITE) {
            results.add(supabase("supabase, new rows", rows, false, false));
            results.add(supabase("supabase, over existing rows", rows, true, false));
        }
        if (only == null || only == Only.SUPABASE) {
            results.add(supabase("supabase with HNSW, new rows", indexed, false, true));
            results.add(supabase("supabase with HNSW, over existing rows", indexed, true, true));
        }
        return results;
    }

    Results sqlite(String name, boolean over) throws Exception {
        try (ChangeLog log = log(name)) {
            Workload workload = workload(log, rows, over);
            SqliteTemplate databases = SqliteTemplate.create(
                    servers.folder(),
                    label(name),
                    earlier(corpus.documents(rows)),
                    over ? earlier(corpus.chunks(rows, 0)) : List.of());
            Entry plain = entry(PLAIN, batch -> new SqliteUpsert(databases, workload, batch), 500, 2_000, 5_000);
            Entry store =
                    new Entry("sqlite-store", List.of(new StoreApply("sqlite-store", databases, workload, POLLED)));
            Entry service = Entry.of(new FromKafka("sqlite-writer", databases, workload, log));
            return tournament.run(new Contest(
                    name,
                    rows,
                    List.of(plain, store, service),
                    List.of(claim(store, plain, SQLITE_TARGET), claim(service, plain, SQLITE_TARGET))));
        }
    }

    Results supabase(String name, int count, boolean over, boolean vectorIndex) throws Exception {
        try (ChangeLog log = log(name)) {
            Workload workload = workload(log, count, over);
            PostgresTemplate databases = PostgresTemplate.create(
                    servers.postgres(),
                    label(name),
                    vectorIndex,
                    earlier(corpus.documents(count)),
                    over ? earlier(corpus.chunks(count, 0)) : List.of());
            Entry plain = entry(PLAIN, batch -> new PostgresUpsert(databases, workload, batch), 100, 500, 2_000);
            Entry store =
                    new Entry("supabase-store", List.of(new StoreApply("supabase-store", databases, workload, POLLED)));
            Entry service = Entry.of(new FromKafka("supabase-writer", databases, workload, log));
            List<Entry> entries = new ArrayList<>(List.of(store, service));
            List<Claim> claims = new ArrayList<>();
            if (only != Only.DEBEZIUM) {
                entries.add(plain);
                claims.add(claim(store, plain, SUPABASE_TARGET));
                claims.add(claim(service, plain, SUPABASE_TARGET));
            }
            if (only != Only.DEBEZIUM && !over && !vectorIndex) {
                Entry copy = Entry.of(new CopyBinary(databases, workload));
                entries.add(copy);
                claims.add(claim(store, copy, COPY_TARGET));
                claims.add(claim(service, copy, COPY_TARGET));
            }
            if (only != Only.SUPABASE && !vectorIndex) {
                Entry peer = entry(DEBEZIUM, batch -> new DebeziumSink(databases, workload, batch), 500, 2_000);
                entries.add(peer);
                claims.add(claim(store, peer, DEBEZIUM_TARGET));
                claims.add(claim(service, peer, DEBEZIUM_TARGET));
            }
            return tournament.run(new Contest(name, count, entries, claims));
        }
    }

    private ChangeLog log(String name) {
        return ChangeLog.create(servers.kafka().bootstrapServers(), label(name));
    }

    private Workload workload(ChangeLog log, int count, boolean over) {
        Workload workload = new Workload(log.eventLog().epoch(), corpus.chunks(count, over ? 1 : 0));
        log.write(workload.records());
        return workload;
    }

    private static Entry entry(String name, IntFunction<Contender> variant, int... batches) {
        return new Entry(name, IntStream.of(batches).mapToObj(variant).toList());
    }

    private static Claim claim(Entry subject, Entry reference, double target) {
        return new Claim(subject.name(), reference.name(), target);
    }

    private static List<SourcedRow> earlier(List<Row> rows) {
        return rows.stream()
                .map(row -> new SourcedRow(row, new Position(EARLIER, 0, 0)))
                .toList();
    }

    private static String label(String name) {
        return String.join("-", Stream.of(name.split("[, ]+")).limit(5).toList())
                .toLowerCase(Locale.ROOT);
    }
}
