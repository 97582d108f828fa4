package io.evenkeel.e2e.values;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.schema.Migration;
import io.evenkeel.contract.schema.SchemaOptions;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.SupabaseDatabase;
import io.evenkeel.supabase.SupabaseMigrator;
import io.evenkeel.supabase.SupabaseStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A real SQLite and a real Postgres, each written by its own writer, and what was sent to them. */
final class BothStores implements AutoCloseable {
    private static final int PAGE = 1_000;
    private static final String TOPIC = "evenkeel.changes";
    private static final String PASSWORD = "values";

    private final Catalogue catalogue;
    private final List<Store> stores;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Map<RowKey, Digest> sent = new HashMap<>();
    private long offset;

    BothStores(Catalogue catalogue, Path folder) {
        this.catalogue = catalogue;
        String owner = TestServers.createDatabase("values");
        SupabaseMigrator.apply(
                owner,
                List.of(new Migration(
                        "20261101000000_values.sql", SupabaseSchema.migration(catalogue, SchemaOptions.DEFAULT))));
        SupabaseMigrator.enableLogin(owner, SupabaseSchema.WRITER_ROLE, PASSWORD);
        String uri =
                TestServers.postgresUri(SupabaseDatabase.parse(owner).database(), SupabaseSchema.WRITER_ROLE, PASSWORD);
        stores = List.of(
                SqliteStore.open(folder.resolve("values.sqlite"), catalogue, TOPIC),
                SupabaseStore.open(uri, catalogue, TOPIC));
        stores.forEach(store -> store.writer().prepare());
    }

    /** Where the next batch's change sets stand. */
    Position position(int inBatch) {
        return new Position(1, 0, offset + inBatch);
    }

    /** Applies them to both at once, and compares what both hold then with what was sent. */
    void apply(List<ChangeSet> changeSets, List<Row> rows) {
        List<ChangeBatch.Consumed> records = new ArrayList<>();
        changeSets.forEach(changeSet -> records.add(new ChangeBatch.Consumed(0, offset++, changeSet)));
        ChangeBatch batch = new ChangeBatch(records, Map.of(0, offset));
        rows.forEach(row -> sent.put(row.key(), digest(row)));
        inBoth(store -> {
            List<Refusal> refused = new ArrayList<>();
            store.writer().apply(batch, refused::addAll);
            if (!refused.isEmpty()) {
                Refusal first = refused.getFirst();
                throw new AssertionError(store.backend() + " refuses what the gate took: "
                        + first.verdict().message() + " in "
                        + Escaped.of(first.consumed().changeSet().changes().toString()));
            }
            compare(store, rows);
        });
    }

    /** Every row that was ever sent, as the readers give it, and no other. */
    void compareAllAsRead() {
        inBoth(store -> {
            Map<RowKey, Digest> missing = new HashMap<>(sent);
            for (String workspace :
                    sent.keySet().stream().map(RowKey::workspace).distinct().toList()) {
                for (Entity entity : catalogue.entities()) {
                    readAll(store, entity, workspace, missing);
                }
            }
            if (!missing.isEmpty()) {
                throw new AssertionError(store.backend() + " does not give " + missing.size() + " rows, among them "
                        + Escaped.of(missing.keySet().iterator().next().toString()));
            }
        });
    }

    private void readAll(Store store, Entity entity, String workspace, Map<RowKey, Digest> missing) {
        String after = null;
        List<Row> page;
        do {
            page = store.reader()
                    .list(new ListQuery(entity.name(), workspace, List.of(), PAGE, after))
                    .value();
            for (Row row : page) {
                Digest wanted = missing.remove(row.key());
                if (!digest(row).equals(wanted)) {
                    throw new AssertionError(store.backend() + " reads another row than was sent: "
                            + Escaped.of(row.toString()) + difference(store, row));
                }
            }
            after = page.isEmpty() ? null : page.getLast().key().key();
        } while (page.size() == PAGE);
    }

    private void compare(Store store, List<Row> rows) {
        Map<String, List<RowKey>> keys = new HashMap<>();
        Map<RowKey, Digest> missing = new HashMap<>();
        for (Row row : rows) {
            keys.computeIfAbsent(row.key().entity(), name -> new ArrayList<>()).add(row.key());
            missing.put(row.key(), Objects.requireNonNull(sent.get(row.key())));
        }
        keys.forEach((entity, wanted) -> store.scanner()
                .digests(entity, wanted)
                .value()
                .forEach(found -> {
                    if (found.digest().equals(missing.get(found.key()))) {
                        missing.remove(found.key());
                    }
                }));
        for (Row row : rows) {
            if (missing.containsKey(row.key())) {
                throw new AssertionError(store.backend() + " holds another row than was sent: "
                        + Escaped.of(row.key().toString()) + difference(store, row));
            }
        }
    }

    /** The columns in which the stored row is not this one. */
    private String difference(Store store, Row row) {
        Entity entity = catalogue.entity(row.key().entity());
        List<ScannedRow> found =
                store.scanner().rows(entity.name(), List.of(row.key())).value();
        if (found.isEmpty()) {
            return ": it is not there";
        }
        StringBuilder differences = new StringBuilder();
        for (Column column : entity.columns()) {
            Value value = row.value(entity, column.name());
            byte[] payload = CanonicalForm.payload(value);
            String expected = payload == null ? "NULL" : HexFormat.of().formatHex(payload);
            ScannedRow.ScannedValue stored =
                    Objects.requireNonNull(found.getFirst().columns().get(column.name()));
            String actual = stored.payload() == null ? "NULL" : stored.payload();
            if (!expected.equals(actual)) {
                differences
                        .append("; column ")
                        .append(column.name())
                        .append(": sent ")
                        .append(Escaped.of(value.toString()))
                        .append(" = ")
                        .append(Escaped.of(expected))
                        .append(", stored ")
                        .append(Escaped.of(actual));
            }
        }
        return differences.toString();
    }

    private Digest digest(Row row) {
        return CanonicalForm.digest(catalogue.entity(row.key().entity()), row);
    }

    private void inBoth(Consumer<Store> task) {
        List<Future<?>> running = new ArrayList<>();
        stores.forEach(store -> running.add(threads.submit(() -> task.accept(store))));
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException failed) {
                throw new AssertionError(failed.getCause().getMessage(), failed.getCause());
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                throw new AssertionError(asked);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        stores.forEach(Store::close);
    }
}
