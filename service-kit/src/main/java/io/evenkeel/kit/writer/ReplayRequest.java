package io.evenkeel.kit.writer;

import io.evenkeel.contract.value.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a writer to replay a dead letter: the document of {@code POST /v1/dead-letters/replay} at a writer. Whoever asks
 * knows the log, and so which of the letter's rows it still has; parity-checker does.
 *
 * @param key the letter's key
 * @param record the offset of the letter's record in the dead-letter topic
 * @param put the rows that the log has as the letter's change set wrote them; null for none
 * @param removed the rows that the log has as it deleted them; null for none
 * @param asOf how far the log had been read when that was so, as {@code epoch:partition:offset}
 */
public record ReplayRequest(
        String key,
        long record,
        @Nullable List<RowKey> put,
        @Nullable List<RowKey> removed,
        String asOf) {}
