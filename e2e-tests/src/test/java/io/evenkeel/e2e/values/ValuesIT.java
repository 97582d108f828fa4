package io.evenkeel.e2e.values;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.event.NearMiss;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.ValuesPack;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated rows of every entity, of the shipped packs and of one with every logical type, take the way of an event:
 * JSON, the gate, Kafka's record, the gate again, the change set's record, both writers. Then four are compared: what was
 * meant, what SQLite's scanner digests, what Postgres digests in SQL, and what both readers give back.
 *
 * <p>{@code -Devenkeel.values.rows=N} for more rows, {@code -Devenkeel.seed=N} for the rows of an earlier run.
 */
class ValuesIT {
    private static final int ROWS = Integer.getInteger("evenkeel.values.rows", 10_000);
    private static final int BATCH = 500;
    private static final Catalogue CATALOGUE = ValuesPack.besideTheShipped();

    private final long seed = Long.getLong("evenkeel.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Pipeline pipeline = new Pipeline(CATALOGUE);

    @TempDir
    private Path folder;

    @Test
    void whateverIsAcceptedIsTheSameInBothStoresToTheBit() {
        System.out.println("ValuesIT: -Devenkeel.seed=" + seed);
        WrittenRows rows = new WrittenRows(CATALOGUE, random);
        try (BothStores stores = new BothStores(CATALOGUE, folder)) {
            for (int i = 0; i < ROWS; i += BATCH) {
                batch(rows, stores, Math.min(BATCH, ROWS - i));
            }
            stores.compareAllAsRead();
        } catch (AssertionError failed) {
            throw new AssertionError("with -Devenkeel.seed=" + seed + ": " + failed.getMessage(), failed);
        }
    }

    @Test
    void whatIsJustWithinTheDomainIsHeldByBoth() {
        WrittenText texts = new WrittenText(random);
        try (BothStores stores = new BothStores(CATALOGUE, folder)) {
            nearMisses(stores, "default", near -> near.name());
            nearMisses(stores, texts.ideographs(512), near -> texts.ideographs(512));
            stores.compareAllAsRead();
        }
    }

    @Test
    void whatOneOfThemCouldNotHoldIsRefusedInEveryColumn() {
        PlantedTraps traps = new PlantedTraps(CATALOGUE, random);
        WrittenRows rows = new WrittenRows(CATALOGUE, random);
        for (int i = 0; i < ROWS / 10; i++) {
            WrittenRows.Made made = rows.next().getLast();
            PlantedTraps.Planted planted = traps.plant(made);
            GateResult result = offer(planted.made());
            String shown = "with -Devenkeel.seed=" + seed + ", "
                    + made.row().key().entity() + "." + planted.column() + " = " + Escaped.of(planted.value());
            assertThat(result).as(shown).isInstanceOf(GateResult.Refused.class);
            Problem problem = ((GateResult.Refused) result).problems().getFirst();
            assertThat(problem.pointer()).as(shown).startsWith("/data/" + planted.column());
            assertThat(problem.code()).as(shown).isEqualTo(planted.code().slug());
        }
    }

    private void nearMisses(BothStores stores, String workspace, Function<NearMiss, String> keys) {
        List<ChangeSet> changeSets = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (NearMiss near : NearMiss.values()) {
            GateResult.AcceptedEvent accepted =
                    accepted(pipeline.offer("specimens", near.data(keys.apply(near)), workspace, null), near.name());
            changeSets.add(pipeline.changeSet(accepted, stores.position(changeSets.size())));
            rows.add(pipeline.row(accepted));
        }
        stores.apply(changeSets, rows);
    }

    private void batch(WrittenRows rows, BothStores stores, int size) {
        List<ChangeSet> changeSets = new ArrayList<>();
        List<Row> meant = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            for (WrittenRows.Made made : rows.next()) {
                GateResult.AcceptedEvent accepted = accepted(offer(made), made.data());
                assertSame(made.row(), pipeline.row(accepted));
                changeSets.add(pipeline.changeSet(accepted, stores.position(changeSets.size())));
                meant.add(made.row());
            }
        }
        stores.apply(changeSets, meant);
    }

    private GateResult offer(WrittenRows.Made made) {
        RowKey key = made.row().key();
        return pipeline.offer(
                key.entity(),
                made.data().getBytes(StandardCharsets.UTF_8),
                key.workspace(),
                made.root().equals(key) ? null : made.root());
    }

    private static void assertSame(Row meant, Row taken) {
        if (!meant.equals(taken)) {
            var entity = CATALOGUE.entity(meant.key().entity());
            for (var column : entity.columns()) {
                if (!meant.value(entity, column.name()).equals(taken.value(entity, column.name()))) {
                    throw new AssertionError("the gate changes " + entity.name() + "." + column.name() + ": "
                            + Escaped.of(meant.value(entity, column.name()).toString()) + " became "
                            + Escaped.of(taken.value(entity, column.name()).toString()));
                }
            }
            throw new AssertionError(
                    "the gate changes the key " + Escaped.of(meant.key().toString()));
        }
    }

    private static GateResult.AcceptedEvent accepted(GateResult result, String what) {
        return switch (result) {
            case GateResult.Accepted accepted -> accepted.events().getFirst();
            case GateResult.Refused refused ->
                throw new AssertionError("the gate refuses " + refused.problems() + " in " + Escaped.of(what));
        };
    }
}
