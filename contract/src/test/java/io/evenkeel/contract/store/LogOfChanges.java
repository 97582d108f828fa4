package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One partition of a log, as a test writes it. Offsets of changes have gaps, as transaction markers leave them. */
public final class LogOfChanges {
    private final long epoch;
    private final int partition;
    private final List<ChangeBatch.Consumed> pending = new ArrayList<>();
    private long event;
    private long next;

    public LogOfChanges(long epoch, int partition) {
        this.epoch = epoch;
        this.partition = partition;
    }

    /** Appends a change set without a sequence. */
    public Position add(RowKey root, Change... changes) {
        return add(root, null, false, changes);
    }

    /** Appends a change set. */
    public Position add(RowKey root, @Nullable Long sequence, boolean ifAbsent, Change... changes) {
        return add(root, sequence, ifAbsent ? Condition.IF_ABSENT : Condition.NONE, changes);
    }

    /** As the log gets it from an event with a condition. */
    public Position add(RowKey root, @Nullable Long sequence, Condition condition, Change... changes) {
        return append(root, sequence, condition, null, changes);
    }

    /** As the log gets it from an event whose texts were embedded. */
    public Position addEmbedded(RowKey root, Provenance provenance, Change... changes) {
        return append(root, null, Condition.NONE, provenance, changes);
    }

    private Position append(
            RowKey root,
            @Nullable Long sequence,
            Condition condition,
            @Nullable Provenance provenance,
            Change... changes) {
        Position position = new Position(epoch, partition, event++);
        pending.add(new ChangeBatch.Consumed(
                partition,
                next,
                new ChangeSet(
                        position,
                        "event-" + position.offset(),
                        "test",
                        "dev.evenkeel.test",
                        root,
                        sequence,
                        condition,
                        List.of(changes),
                        provenance,
                        null)));
        next += 2;
        return position;
    }

    /** The same change sets once more, at the next offsets. */
    public ChangeBatch again(ChangeBatch batch) {
        for (ChangeBatch.Consumed consumed : batch.records()) {
            pending.add(new ChangeBatch.Consumed(partition, next, consumed.changeSet()));
            next += 2;
        }
        return take();
    }

    /** No change sets, only offsets that the consumer went past, as those of aborted transactions. */
    public ChangeBatch pass(long offsets) {
        next += offsets;
        return take();
    }

    /** What has been appended since the last call, as one batch. */
    public ChangeBatch take() {
        ChangeBatch batch = new ChangeBatch(pending, Map.of(partition, next));
        pending.clear();
        return batch;
    }
}
