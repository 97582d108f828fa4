package io.evenkeel.e2e.values;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors of other models than the one that ships, with their index in Postgres, are in both stores what was sent. */
class WideVectorsIT {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2000})
    void bothStoresKeepWideVectorsToTheBit(int dimensions) throws IOException {
        Catalogue catalogue =
                Catalogue.load(List.of(Files.writeString(folder.resolve("wide.yaml"), """
                pack: wide
                entities:
                  notes:
                    key: id
                    columns: {id: text, body: text, body_vector: "vector(%d)?"}
                    vector: {column: body_vector, text: body}
                """.formatted(dimensions))));
        Random random = new Random(dimensions);
        try (BothStores stores = new BothStores(catalogue, folder)) {
            List<ChangeSet> changeSets = new ArrayList<>();
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                RowKey key = new RowKey("notes", "default", "n" + i);
                float[] components = new float[dimensions];
                for (int at = 0; at < dimensions; at++) {
                    components[at] = (float) random.nextGaussian();
                }
                Row row = new Row(
                        key,
                        List.of(
                                new Value.Text("n" + i),
                                new Value.Text("text " + i),
                                new Value.Embedding(Vector.of(components)),
                                new Value.Text("model@0123456789abcdef")));
                rows.add(row);
                changeSets.add(new ChangeSet(
                        stores.position(i),
                        "e" + i,
                        "test",
                        "dev.evenkeel.notes.upserted",
                        key,
                        null,
                        new Condition.None(),
                        List.of(new Change.Upsert(row)),
                        null,
                        null));
            }
            stores.apply(changeSets, rows);
            stores.compareAllAsRead();
        }
    }
}
