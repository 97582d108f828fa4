package io.evenkeel.contract.event;

import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.topic.PartitionKey;
import io.evenkeel.contract.value.RowKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that has been through the gate, as it is published.
 *
 * @param id unique within its source
 * @param source who emitted it
 * @param type for example {@code dev.evenkeel.documents.upserted}
 * @param time when it happened, cut to microseconds
 * @param root the row on top of everything that it changes; its workspace is the event's workspace
 * @param sequence the application's version of the root, or null
 * @param condition when it does anything
 * @param data normalised JSON text: exact decimals, no -0.0, defaults and clocks filled in
 */
public record Event(
        String id,
        String source,
        String type,
        Instant time,
        RowKey root,
        @Nullable Long sequence,
        Condition condition,
        String data) {

    /** What every event type begins with. */
    public static final String TYPE_PREFIX = "dev.evenkeel.";

    /** The composite that writes a document, its sections, its artifact and its chunks. */
    public static final String DOCUMENT_INGESTED = TYPE_PREFIX + "document.ingested";

    /** The composite that writes a reasoning trace and its memories. */
    public static final String TRACE_RECORDED = TYPE_PREFIX + "trace.recorded";

    /** The marker that a flip writes into every partition; not accepted from applications. */
    public static final String BARRIER = TYPE_PREFIX + "control.barrier";

    /** The Kafka key. */
    public String partitionKey() {
        return PartitionKey.of(root);
    }
}
