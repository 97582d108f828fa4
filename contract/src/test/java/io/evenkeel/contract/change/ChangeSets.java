package io.evenkeel.contract.change;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.row;
import static io.evenkeel.contract.store.Rows.section;
import static io.evenkeel.contract.store.Rows.text;

import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.ReplaceChildren;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Change sets for planners, of few keys, so that they meet. */
final class ChangeSets {
    private ChangeSets() {}

    static ChangeSet random(Random random, long offset) {
        return random(random, offset, 3);
    }

    /** Of that many roots, and now and then of one more that has no row. */
    static ChangeSet random(Random random, long offset, int roots) {
        String id = "d" + random.nextInt(roots);
        RowKey root = key("documents", id);
        String other = random.nextInt(3) == 0 ? "d" + random.nextInt(roots + 1) : id;
        List<Change> changes = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            changes.add(
                    switch (random.nextInt(7)) {
                        case 0, 1 -> new Upsert(document(id, "v" + offset));
                        case 2 -> new Upsert(section(other, random.nextInt(3), "v" + offset));
                        case 3 -> new Upsert(owned(key("document_sections", other + ":" + random.nextInt(3)), id));
                        case 4 -> new Delete(root);
                        case 5 -> new Delete(key("document_sections", id + ":" + random.nextInt(3)));
                        default -> {
                            List<Row> chunks = new ArrayList<>();
                            for (int c = random.nextInt(4); c > 0; c--) {
                                chunks.add(chunk(id, c, random.nextBoolean() ? "document" : "tags", "v" + offset));
                            }
                            yield new ReplaceChildren(
                                    "search_chunks", root, random.nextBoolean() ? "document" : null, chunks);
                        }
                    });
        }
        Long sequence = random.nextInt(3) == 0 ? (long) random.nextInt(20) : null;
        Condition condition = switch (random.nextInt(8)) {
            case 0 -> Condition.IF_ABSENT;
            case 1, 2 -> new Condition.IfMatch(new Position(1, 0, offset - 1 - random.nextInt(5)));
            default -> Condition.NONE;
        };
        return new ChangeSet(new Position(1, 0, offset), "e", "s", "t", root, sequence, condition, changes, null, null);
    }

    /** A section that another document may own already. */
    static Row owned(RowKey section, String document) {
        return row(section, Map.of("document_id", text(document)));
    }
}
