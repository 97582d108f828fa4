package io.evenkeel.kit.writer;

import io.evenkeel.contract.value.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a writer to put rows right: the document of {@code POST /v1/repairs} at a writer. Whoever asks knows what the log says
 * of each row, and where; parity-checker does. The rows themselves the writer reads from the log.
 *
 * @param rows which, each once
 * @param asOf how far the log had been read when it said so, as {@code epoch:partition:offset}, one for each partition
 */
public record RepairRequest(List<LoggedRow> rows, List<String> asOf) {
    public RepairRequest {
        rows = List.copyOf(rows);
        asOf = List.copyOf(asOf);
    }

    /**
     * Where the log has a row's last change.
     *
     * @param key the row
     * @param deleted whether that change deleted it
     * @param position the event, as {@code epoch:partition:offset}; null when the log never named the row
     * @param sequence the highest sequence seen, or null
     * @param changesOffset the event's change set in {@code evenkeel.changes}, in the partition of the position; null when
     *     the log never named the row
     */
    public record LoggedRow(
            RowKey key,
            boolean deleted,
            @Nullable String position,
            @Nullable Long sequence,
            @Nullable Long changesOffset) {}
}
