package io.evenkeel.e2e.faults;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.value.RowKey;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event that the load sends, once or several times, and what it is to do.
 *
 * @param id the event's id, by which it is found in the log
 * @param record the record, ready to send
 * @param root the row on top of what it changes; null for poison that says nothing of rows
 * @param sequence its version of the root, or null
 * @param changes what it does where it is taken
 * @param poison why it must end among the dead letters, or null
 */
record Planned(
        String id,
        ProducerRecord<String, byte[]> record,
        @Nullable RowKey root,
        @Nullable Long sequence,
        List<Change> changes,
        @Nullable Poison poison) {

    Planned {
        changes = List.copyOf(changes);
    }

    /** Who refuses it; what is an orphan only by what came before is not known here. */
    Set<String> refusedBy() {
        return poison == null ? Set.of() : poison.refusedBy();
    }
}
