package io.evenkeel.supabase;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that are taken for new and copied without being looked up come to the same as if they had been. */
class NewRowsIT {
    private static final int PART = 150;

    private final TestDatabase database = TestDatabase.create();
    private final SupabaseStore store = open(database);
    private final LogOfChanges log = new LogOfChanges(1_000, 3);
    private final List<Refusal> refused = new ArrayList<>();
    private int added;

    SupabaseStore open(TestDatabase database) {
        return database.open();
    }

    @BeforeEach
    void twoPartsOfNewRows() {
        assertThat(addAndApply(PART)).isEqualTo(new ApplyResult(PART, 0, 0, 0));
        assertThat(addAndApply(PART)).isEqualTo(new ApplyResult(PART, 0, 0, 0));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void oneThatIsThereIsReplaced() {
        log.add(key("documents", "d7"), new Upsert(document("d7", "second version")));

        assertThat(addAndApply(PART)).isEqualTo(new ApplyResult(PART + 1, 0, 0, 0));

        assertThat(title("d7")).isEqualTo("second version");
        assertThat(title("d" + (added - 1))).isEqualTo("new");
        assertThat(refused).isEmpty();
    }

    @Test
    void oneThatCamePastTheLogIsReplaced() {
        database.sql(
                "INSERT INTO documents (id, path, type, title) VALUES ('d" + (added + 3) + "', '/x', 'pdf', 'past')");

        assertThat(addAndApply(PART)).isEqualTo(new ApplyResult(PART, 0, 0, 0));

        assertThat(title("d" + (added - PART + 3))).isEqualTo("new");
    }

    @Test
    void oneThatWasDeletedComesBackWithoutItsTombstone() {
        RowKey gone = key("documents", "d7");
        log.add(gone, new Delete(gone));
        store.writer().apply(log.take(), refused::addAll);
        assertThat(tombstones()).containsExactly("d7");
        addAndApply(PART);

        log.add(gone, new Upsert(document("d7", "back")));
        addAndApply(PART);

        assertThat(title("d7")).isEqualTo("back");
        assertThat(tombstones()).isEmpty();
    }

    @Test
    void oneThatHasToBeThereInAVersionIsLookedUp() {
        log.add(
                key("documents", "d7"),
                null,
                new Condition.IfMatch(new Position(1_000, 3, 7)),
                new Upsert(document("d7", "second version")));

        assertThat(addAndApply(PART)).isEqualTo(new ApplyResult(PART + 1, 0, 0, 0));

        assertThat(title("d7")).isEqualTo("second version");
    }

    /** It is refused while it is presumed to be new, where nothing is to be written. */
    @Test
    void oneThatIsThereInALaterVersionIsNotRefused() {
        database.sql("ALTER TABLE documents ADD CONSTRAINT no_nonsense CHECK (title <> 'nonsense')");
        RowKey root = key("documents", "late");
        log.add(root, new Upsert(document("late", "nonsense")));
        ChangeBatch late = log.take();
        database.sql("INSERT INTO documents (id, path, type, title, source_epoch, source_partition, source_offset)"
                + " VALUES ('late', '/x', 'pdf', 'later', 1000, 3, 1000000)");
        for (int i = 0; i < PART; i++) {
            log.add(key("documents", "e" + i), new Upsert(document("e" + i, "new")));
        }
        ChangeBatch others = log.take();
        List<Consumed> records = new ArrayList<>(late.records());
        records.addAll(others.records());

        assertThat(store.writer().apply(new ChangeBatch(records, others.nextOffsets()), refused::addAll))
                .isEqualTo(new ApplyResult(PART, 0, 0, 0));

        assertThat(refused).isEmpty();
        assertThat(title("late")).isEqualTo("later");
    }

    @Test
    void onlyTheRowThatIsRefusedIsRefused() {
        database.sql("ALTER TABLE documents ADD CONSTRAINT no_nonsense CHECK (title <> 'nonsense')");
        log.add(key("documents", "bad"), new Upsert(document("bad", "nonsense")));

        assertThat(addAndApply(PART)).isEqualTo(new ApplyResult(PART, 0, 0, 1));

        assertThat(refused)
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.consumed().changeSet().root()).isEqualTo(key("documents", "bad")));
    }

    private ApplyResult addAndApply(int rows) {
        for (int i = 0; i < rows; i++) {
            String id = "d" + added++;
            log.add(key("documents", id), new Upsert(document(id, "new")));
        }
        return store.writer().apply(log.take(), refused::addAll);
    }

    private String title(String id) {
        return database.sql("SELECT title FROM documents WHERE id = '" + id + "'")
                .getFirst();
    }

    private List<String> tombstones() {
        return database.sql("SELECT key FROM evenkeel_tombstone");
    }
}
