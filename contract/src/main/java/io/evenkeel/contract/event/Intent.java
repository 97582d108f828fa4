package io.evenkeel.contract.event;

import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an accepted event means. Vector columns of its rows are NULL unless the event brought a vector. */
public sealed interface Intent {

    /** The row is, from now on, as given. */
    record UpsertRow(Row row) implements Intent {}

    /** The row is gone, and all below it. */
    record DeleteRow(RowKey key) implements Intent {}

    /**
     * A document with its content.
     *
     * @param document the {@code documents} row
     * @param sections its {@code document_sections} rows, in order; null when the event says nothing of content, which
     *     then stays as it is
     * @param meta canonical JSON object for the chunks' {@code meta}
     */
    record IngestDocument(Row document, @Nullable List<Row> sections, String meta) implements Intent {
        public IngestDocument {
            sections = sections == null ? null : List.copyOf(sections);
        }
    }

    /**
     * A reasoning trace.
     *
     * @param trace the {@code reasoning_traces} row
     * @param memories its {@code memory_items} rows; null when the event says nothing of them, which then stay
     */
    record RecordTrace(Row trace, @Nullable List<Row> memories) implements Intent {
        public RecordTrace {
            memories = memories == null ? null : List.copyOf(memories);
        }
    }
}
