package io.evenkeel.sqlite;

import static io.evenkeel.sqlite.Sample.everything;
import static io.evenkeel.sqlite.Sample.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.Filter.Operator;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFilterTest {
    @TempDir
    private Path folder;

    @Test
    void patternsTellCaseApartUnlessAskedNotTo() {
        try (Sample sample = Sample.prepared(folder.resolve("store.sqlite"))) {
            sample.put(
                    with("1", "note", new Value.Text("50% [Off]*?")),
                    with("2", "note", new Value.Text("50a [off]xy")),
                    with("3", "note", new Value.Text("ÄB\\c")));

            assertThat(keys(sample, "note", Operator.LIKE, new Value.Text("50_ [%")))
                    .containsExactly("1", "2");
            assertThat(keys(sample, "note", Operator.LIKE, new Value.Text("50\\% %")))
                    .containsExactly("1");
            assertThat(keys(sample, "note", Operator.LIKE, new Value.Text("%[Off]*?")))
                    .containsExactly("1");
            assertThat(keys(sample, "note", Operator.LIKE, new Value.Text("_b%")))
                    .isEmpty();
            assertThat(keys(sample, "note", Operator.LIKE, new Value.Text("_B\\\\c")))
                    .containsExactly("3");
            assertThat(keys(sample, "note", Operator.ILIKE, new Value.Text("%[OFF]%")))
                    .containsExactly("1", "2");
            assertThat(keys(sample, "note", Operator.ILIKE, new Value.Text("ÄB\\\\C")))
                    .containsExactly("3");
            assertThat(keys(sample, "note", Operator.ILIKE, new Value.Text("äb%")))
                    .isEmpty();
        }
    }

    @Test
    void decimalsCompareAsNumbers() {
        try (Sample sample = Sample.prepared(folder.resolve("store.sqlite"))) {
            sample.put(price("1", "9.5"), price("2", "10"), price("3", "-100"));

            assertThat(keys(sample, "price", Operator.GT, decimal("9.5"))).containsExactly("2");
            assertThat(keys(sample, "price", Operator.LTE, decimal("9.50"))).containsExactly("1", "3");
            assertThat(keys(sample, "price", Operator.NEQ, decimal("10.0"))).containsExactly("1", "3");
        }
    }

    @Test
    void refusesComparisonsThatATypeDoesNotKnow() {
        try (Sample sample = Sample.prepared(folder.resolve("store.sqlite"))) {
            assertThatThrownBy(() -> keys(sample, "extra", Operator.GT, new Value.Json("1")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> keys(sample, "size", Operator.LIKE, new Value.Text("1%")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> keys(sample, "nothing", Operator.EQ, Value.NULL))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Row price(String id, String price) {
        return with(id, "price", decimal(price));
    }

    private static Value decimal(String number) {
        return new Value.Decimal(new BigDecimal(number));
    }

    private static Row with(String id, String column, Value value) {
        List<Value> values = new ArrayList<>(everything(id).values());
        values.set(Sample.EVERYTHING.indexOf(column), value);
        return new Row(key("everything", id), values);
    }

    private static List<String> keys(Sample sample, String column, Operator operator, Value value) {
        ListQuery query =
                new ListQuery("everything", "default", List.of(new Filter(column, operator, value)), 10, null);
        return sample.store.reader().list(query).value().stream()
                .map(row -> row.key().key())
                .toList();
    }
}
