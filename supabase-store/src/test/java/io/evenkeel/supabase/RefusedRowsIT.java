package io.evenkeel.supabase;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that only Postgres can tell are refused are found among the others, wherever they stand. */
class RefusedRowsIT {
    private static final int CHANGE_SETS = 700;
    private static final String REFUSED = "refused";

    private final TestDatabase database = TestDatabase.create();
    private final LogOfChanges log = new LogOfChanges(1, 0);

    @ParameterizedTest
    @ValueSource(doubles = {0.002, 0.01, 0.2, 1})
    void areRefusedAloneAndTheRestIsApplied(double share) {
        database.sql("ALTER TABLE documents ADD CONSTRAINT no_refused CHECK (title <> '" + REFUSED + "')");
        Random random = new Random(7);
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
}
