package io.evenkeel.supabase;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that only Postgres can tell are refused are found among the others, wherever they stand. */
@SuppressWarnings("SystemOut") // the seed
class RefusedRowsIT {
    private static final int CHANGE_SETS = 700;
    private static final String REFUSED = "refused";

    private static final int DOCUMENTS = 8;
    private static final int VERSIONS = 40;

    private final TestDatabase database = withConstraints();
    private final LogOfChanges log = new LogOfChanges(1, 0);
    private final long seed = Long.getLong("evenkeel.seed", new Random().nextLong());

    /** One transaction a change set is what the log says; a batch has to come to that. */
    @Test
    void comeToTheSameAsOneByOne() {
        System.out.println("RefusedRowsIT: -Devenkeel.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < CHANGE_SETS; i++) {
            addAny(random, i);
        }
        assertTheSameOneByOne(new ChangeBatch(List.of(), Map.of()));
    }

    /** Each root has one change set, so that what the search has written can stay. */
    @Test
    void comeToTheSameWhereWhatWasWrittenStays() {
        System.out.println("RefusedRowsIT: -Devenkeel.seed=" + seed);
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < CHANGE_SETS; i++) {
            String id = "d" + i;
            ids.add(id);
            log.add(key("documents", id), new Upsert(document(id, "before")), new Upsert(section(id, 0, "before")));
        }
        ChangeBatch before = log.take();
        for (String id : ids) {
            RowKey root = key("documents", id);
            switch (random.nextInt(20)) {
                case 0 -> log.add(root, new Upsert(document(id, REFUSED)));
                case 1, 2, 3 -> log.add(root, new Delete(root));
                case 4, 5, 6 -> log.add(root, new Upsert(document(id, "after")), new Upsert(section(id, 1, "after")));
                default -> log.add(root, new Upsert(document(id, "after")));
            }
        }
        assertTheSameOneByOne(before);
    }

    private void assertTheSameOneByOne(ChangeBatch before) {
        List<Refusal> together = new ArrayList<>();
        ChangeBatch batch = log.take();
        try (SupabaseStore store = database.open()) {
            store.writer().apply(before, none -> {});
            store.writer().apply(batch, together::addAll);
        }
        TestDatabase other = withConstraints();
        List<Refusal> oneByOne = new ArrayList<>();
        try (SupabaseStore store = other.open()) {
            store.writer().apply(before, none -> {});
            for (Consumed consumed : batch.records()) {
                store.writer()
                        .apply(
                                new ChangeBatch(List.of(consumed), Map.of(consumed.partition(), consumed.offset() + 1)),
                                oneByOne::addAll);
            }
        }

        assertThat(oneByOne).hasSizeBetween(1, CHANGE_SETS / 2);
        assertThat(together)
                .as("-Devenkeel.seed=" + seed)
                .extracting(Refusal::consumed, refusal -> refusal.verdict().code())
                .containsExactlyElementsOf(oneByOne.stream()
                        .map(refusal ->
                                tuple(refusal.consumed(), refusal.verdict().code()))
                        .toList());
        assertThat(contents(database)).as("-Devenkeel.seed=" + seed).isEqualTo(contents(other));
    }

    /** So many bytes that statements go out while others are still made. */
    @Test
    void areFoundAmongLargeRowsToo() {
        List<Integer> poison = List.of(0, 1, 130, 260, 399);
        for (int i = 0; i < 400; i++) {
            String id = "d" + i;
            String text = poison.contains(i) ? REFUSED : ("large " + i + " ").repeat(1_000);
            log.add(key("documents", id), new Upsert(document(id, "fine")), new Upsert(section(id, 0, text)));
        }
        List<Refusal> refusals = new ArrayList<>();
        try (SupabaseStore store = database.open()) {
            assertThat(store.writer().apply(log.take(), refusals::addAll)).isEqualTo(new ApplyResult(790, 0, 0, 5));
            assertThat(store.reader().counts("default").value())
                    .containsEntry("documents", 395L)
                    .containsEntry("document_sections", 395L);
        }
        assertThat(refusals)
                .extracting(refusal -> refusal.consumed().changeSet().root().key())
                .containsExactlyElementsOf(
                        poison.stream().map(number -> "d" + number).toList());
    }

    @Test
    void everyVersionOfOneRowMayBeRefused() {
        for (int i = 0; i < VERSIONS; i++) {
            log.add(key("documents", "d" + i), new Upsert(document("d" + i, "fine")));
            log.add(key("documents", "bad"), new Upsert(document("bad", REFUSED)));
        }
        List<Refusal> refusals = new ArrayList<>();
        try (SupabaseStore store = database.open()) {
            ApplyResult result = store.writer().apply(log.take(), refusals::addAll);
            assertThat(result).isEqualTo(new ApplyResult(VERSIONS, 0, 0, VERSIONS));
        }
        assertThat(refusals)
                .extracting(refusal -> refusal.consumed().changeSet().root().key())
                .containsOnly("bad");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.002, 0.01, 0.2, 1})
    void areRefusedAloneAndTheRestIsApplied(double share) {
        System.out.println("RefusedRowsIT: -Devenkeel.seed=" + seed);
        Random random = new Random(seed);
        List<String> poison = new ArrayList<>();
        for (int i = 0; i < CHANGE_SETS; i++) {
            String id = "d" + i;
            boolean refused = random.nextDouble() < share || i == CHANGE_SETS / 2;
            if (refused) {
                poison.add(id);
            }
            log.add(key("documents", id), new Upsert(document(id, refused ? REFUSED : "fine")));
        }
        List<Refusal> refusals = new ArrayList<>();
        try (SupabaseStore store = database.open()) {
            ApplyResult result = store.writer().apply(log.take(), refusals::addAll);

            assertThat(result).isEqualTo(new ApplyResult(CHANGE_SETS - poison.size(), 0, 0, poison.size()));
            assertThat(refusals)
                    .extracting(refusal -> refusal.consumed().changeSet().root().key())
                    .containsExactlyElementsOf(poison);
            assertThat(refusals)
                    .allSatisfy(
                            refusal -> assertThat(refusal.verdict().message()).contains("no_refused"));
            assertThat(store.reader().counts("default").value())
                    .containsEntry("documents", (long) (CHANGE_SETS - poison.size()));
        }
    }

    /**
     * Rows of several tables under few roots. What is refused stands in rows that nothing later touches: versions of a row
     * that a later one in the batch replaces are never written.
     */
    private void addAny(Random random, int number) {
        String hot = "d" + random.nextInt(DOCUMENTS);
        String tried = "t" + random.nextInt(DOCUMENTS);
        RowKey hotKey = key("documents", hot);
        RowKey triedKey = key("documents", tried);
        switch (random.nextInt(20)) {
            case 0, 1 -> log.add(hotKey, new Delete(hotKey));
            case 2 ->
                log.add(hotKey, new Delete(section(hot, random.nextInt(4), "").key()));
            case 3, 4, 5, 6 -> log.add(hotKey, new Upsert(section(hot, random.nextInt(4), "text " + number)));
            case 7, 8, 9, 10, 11 -> log.add(hotKey, new Upsert(document(hot, "title " + number)));
            case 12, 13, 14, 15 -> log.add(triedKey, new Upsert(document(tried, "title " + number)));
            case 16, 17 -> log.add(triedKey, new Upsert(section(tried, random.nextInt(4), "text " + number)));
            case 18 -> {
                RowKey root = key("documents", "refused" + number);
                log.add(root, new Upsert(document(root.key(), REFUSED)));
                log.add(root, new Upsert(section(root.key(), 0, "an orphan")));
            }
            default ->
                log.add(
                        triedKey,
                        new Upsert(document(tried, "with a section " + number)),
                        new Upsert(section(tried, 100 + number, REFUSED)));
        }
    }

    private static TestDatabase withConstraints() {
        TestDatabase created = TestDatabase.create();
        created.sql(
                "ALTER TABLE documents ADD CONSTRAINT no_refused CHECK (title <> '" + REFUSED + "')",
                "ALTER TABLE document_sections ADD CONSTRAINT no_refused CHECK (text <> '" + REFUSED + "')");
        return created;
    }

    private static List<String> contents(TestDatabase database) {
        return Stream.of(
                        "SELECT id, title, source_offset FROM documents ORDER BY 1",
                        "SELECT id, text, source_offset FROM document_sections ORDER BY 1",
                        "SELECT entity, key, \"offset\" FROM evenkeel_tombstone ORDER BY 1, 2",
                        "SELECT partition, applied_offset FROM evenkeel_position")
                .flatMap(query -> database.sql(query).stream())
                .toList();
    }
}
