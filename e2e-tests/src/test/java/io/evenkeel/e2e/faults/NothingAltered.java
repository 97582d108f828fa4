package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.value.RowKey;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Every row has the values that its last event gave it, bit for bit, in both stores; and so the stores hold the same. */
final class NothingAltered implements Guarantee {
    @Override
    public void judge(Evidence evidence) {
        for (Backend store : Backend.values()) {
            Map<RowKey, DigestedRow> rows = evidence.store(store).rows();
            Map<RowKey, Oracle.Expected> altered = evidence.oracle(store).rows().entrySet().stream()
                    .filter(expected -> rows.containsKey(expected.getKey()))
                    .filter(expected -> !Objects.requireNonNull(rows.get(expected.getKey()))
                            .digest()
                            .equals(expected.getValue().digest()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            assertThat(altered)
                    .as("rows with other values than sent in %s", store)
                    .isEmpty();
        }
        Map<RowKey, DigestedRow> sqlite = evidence.store(Backend.SQLITE).rows();
        Map<RowKey, DigestedRow> supabase = evidence.store(Backend.SUPABASE).rows();
        assertThat(sqlite.entrySet().stream()
                        .filter(row -> supabase.containsKey(row.getKey()))
                        .filter(row -> !row.getValue().equals(supabase.get(row.getKey()))))
                .as("rows in which the stores differ")
                .isEmpty();
    }
}
