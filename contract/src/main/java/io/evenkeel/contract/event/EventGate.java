package io.evenkeel.contract.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.event.GateResult.AcceptedEvent;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.CanonicalJson;
import io.evenkeel.contract.value.Pointers;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.TextDomain;
import io.evenkeel.contract.value.ValueJson;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether an event may enter the log, and what it means. The same gate stands at ingest and, for events that
 * were written straight to Kafka, before the change sets; it is idempotent: a normalised event is accepted as it is.
 * Thread-safe.
 */
public final class EventGate {
    /** The id of an artifact's event that came with a document is the document event's with this behind it. */
    static final String ARTIFACT_SUFFIX = "/artifact";

    private static final String DATA = "/data";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Catalogue catalogue;
    private final Clock clock;
    private final boolean singleWorkspace;
    private final EventTypes types;

    /** A gate that serves every workspace. */
    public EventGate(Catalogue catalogue, Clock clock) {
        this(catalogue, clock, false);
    }

    /**
     * @param clock the time of events that have none
     * @param singleWorkspace whether only the workspace {@code default} is served
     */
    public EventGate(Catalogue catalogue, Clock clock, boolean singleWorkspace) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.singleWorkspace = singleWorkspace;
        this.types = new EventTypes(catalogue);
    }

    /**
     * Checks an event.
     *
     * @param envelope the event as it arrived
     * @param workspace the tenant, from the caller's token or header, or from the Kafka record; an event that names
     *     another one is refused
     */
    public GateResult check(EventEnvelope envelope, String workspace) {
        List<Problem> problems = new ArrayList<>();
        Problem unserved = EventAttributes.workspaceProblem(workspace, singleWorkspace);
        if (unserved != null) {
            return new GateResult.Refused(List.of(unserved));
        }
        EventAttributes attributes = EventAttributes.read(envelope.attributes(), workspace, clock, problems);
        if (attributes == null) {
            return new GateResult.Refused(problems);
        }
        var kind = types.find(attributes.type());
        if (kind.isEmpty()) {
            return new GateResult.Refused(List.of(types.problem(attributes.type())));
        }
        if (!envelope.data().isObject()) {
            return new GateResult.Refused(List.of(ProblemCode.WRONG_TYPE.at(
                    DATA, "The event's data is no JSON object; send one with the columns of its row.")));
        }
        List<AcceptedEvent> events = new Check(attributes, envelope.data(), workspace, problems).events(kind.get());
        return problems.isEmpty() ? new GateResult.Accepted(events) : new GateResult.Refused(problems);
    }

    /** One event on its way through the gate. */
    private final class Check {
        private final EventAttributes attributes;
        private final JsonNode data;
        private final List<Problem> problems;
        private final RowReader rows;
        private final RowKeys keys;

        Check(EventAttributes attributes, JsonNode data, String workspace, List<Problem> problems) {
            this.attributes = attributes;
            this.data = data;
            this.problems = problems;
            this.rows = new RowReader(workspace, attributes.time(), problems);
            this.keys = new RowKeys(catalogue, workspace, problems);
        }

        /** What to publish; meaningless when problems were added. */
        List<AcceptedEvent> events(EventTypes.Kind kind) {
            return switch (kind) {
                case EventTypes.Kind.Upserted upserted -> upserted(upserted.entity());
                case EventTypes.Kind.Deleted deleted -> deleted(deleted.entity());
                case EventTypes.Kind.DocumentIngested document -> documentIngested(document);
                case EventTypes.Kind.TraceRecorded trace -> traceRecorded(trace);
            };
        }

        private List<AcceptedEvent> upserted(Entity entity) {
            Row row = rows.read(entity, data, DATA, RowReader.Context.NONE);
            RowKey root = row == null ? null : keys.rootOf(entity, row, attributes.root());
            return row == null || root == null
                    ? List.of()
                    : List.of(accepted(root, normalised(entity, row), new Intent.UpsertRow(row)));
        }

        private List<AcceptedEvent> deleted(Entity entity) {
            if (attributes.condition() instanceof Condition.IfAbsent) {
                problems.add(ProblemCode.INVALID_ATTRIBUTE.at(
                        "/" + EventRecords.IF_ABSENT, "Only upserts are made if absent; leave the attribute out."));
            }
            data.fieldNames().forEachRemaining(name -> {
                if (!name.equals(entity.key())) {
                    problems.add(ProblemCode.UNKNOWN_COLUMN.at(
                            Pointers.child(DATA, name),
                            "A deletion has the key column " + entity.key() + " alone; leave the others out."));
                }
            });
            String pointer = Pointers.child(DATA, entity.key());
            JsonNode given = data.path(entity.key());
            if (given.isMissingNode()) {
                problems.add(ProblemCode.MISSING_COLUMN.at(pointer, "A deletion says which row; add its key."));
                return List.of();
            }
            RowKey key = keys.key(entity, given, pointer);
            RowKey root = key == null ? null : keys.rootOf(entity, key, attributes.root());
            if (key == null || root == null) {
                return List.of();
            }
            ObjectNode normalised = JsonNodeFactory.instance.objectNode();
            normalised.set(
                    entity.key(),
                    entity.keyColumn().type() instanceof LogicalType.Int64
                            ? JsonNodeFactory.instance.numberNode(Long.parseLong(key.key()))
                            : JsonNodeFactory.instance.textNode(key.key()));
            return List.of(accepted(root, normalised, new Intent.DeleteRow(key)));
        }

        private List<AcceptedEvent> documentIngested(EventTypes.Kind.DocumentIngested kind) {
            CompositeReader.DocumentRows read = new CompositeReader(rows, problems).document(kind, data);
            if (read == null) {
                return List.of();
            }
            Intent.IngestDocument intent = read.intent();
            RowKey root = keys.same(intent.document().key(), kind.documents(), attributes.root());
            List<AcceptedEvent> events = new ArrayList<>();
            if (read.artifact() != null) {
                events.add(artifact(kind.artifacts(), read.artifact()));
            }
            if (root != null) {
                ObjectNode normalised = normalised(kind.documents(), intent.document());
                if (intent.sections() != null) {
                    putAll(normalised.putArray(CompositeReader.SECTIONS), kind.sections(), intent.sections());
                }
                normalised.set(CompositeReader.META, CanonicalJson.parse(intent.meta()));
                events.add(accepted(root, normalised, intent));
            }
            return events;
        }

        private AcceptedEvent artifact(Entity artifacts, Row artifact) {
            if (attributes.condition() instanceof Condition.IfMatch) {
                problems.add(ProblemCode.INVALID_ATTRIBUTE.at(
                        "/" + EventRecords.IF_MATCH,
                        "The document has a version, its artifact has another; send them in an event each."));
            }
            String id = attributes.id() + ARTIFACT_SUFFIX;
            if (TextDomain.bytes(id) > TextDomain.MAX_KEY_BYTES) {
                problems.add(ProblemCode.INVALID_ATTRIBUTE.at(
                        "/id",
                        "The artifact's event has the id of the document's and '" + ARTIFACT_SUFFIX
                                + "', together at most " + TextDomain.MAX_KEY_BYTES + " bytes; shorten the id."));
            }
            // A sequence counts versions of the document; its artifact is a root with versions of its own.
            EventAttributes own = new EventAttributes(
                    id,
                    attributes.source(),
                    EventTypes.upserted(artifacts.name()),
                    attributes.time(),
                    null,
                    attributes.condition(),
                    null);
            return accepted(own, artifact.key(), normalised(artifacts, artifact), new Intent.UpsertRow(artifact));
        }

        private List<AcceptedEvent> traceRecorded(EventTypes.Kind.TraceRecorded kind) {
            Intent.RecordTrace intent = new CompositeReader(rows, problems).trace(kind, data);
            RowKey root = intent == null ? null : keys.same(intent.trace().key(), kind.traces(), attributes.root());
            if (intent == null || root == null) {
                return List.of();
            }
            ObjectNode normalised = normalised(kind.traces(), intent.trace());
            if (intent.memories() != null) {
                putAll(normalised.putArray(CompositeReader.MEMORIES), kind.memories(), intent.memories());
            }
            return List.of(accepted(root, normalised, intent));
        }

        private AcceptedEvent accepted(RowKey root, ObjectNode normalised, Intent intent) {
            return accepted(attributes, root, normalised, intent);
        }

        private AcceptedEvent accepted(EventAttributes of, RowKey root, ObjectNode normalised, Intent intent) {
            String text = text(normalised);
            int bytes = TextDomain.bytes(text);
            if (bytes > Topics.MAX_EVENT_BYTES) {
                problems.add(ProblemCode.EVENT_TOO_LARGE.at(
                        DATA,
                        "Data has at most " + Topics.MAX_EVENT_BYTES + " bytes, these have " + bytes
                                + " once their defaults are filled in; split the content over several events."));
            }
            Event event =
                    new Event(of.id(), of.source(), of.type(), of.time(), root, of.sequence(), of.condition(), text);
            return new AcceptedEvent(event, intent);
        }
    }

    private static void putAll(ArrayNode array, Entity entity, List<Row> rows) {
        rows.forEach(row -> array.add(normalised(entity, row)));
    }

    private static ObjectNode normalised(Entity entity, Row row) {
        ObjectNode json = ValueJson.write(entity, row);
        VectorSpec vector = entity.vector();
        if (vector != null) {
            if (json.path(vector.column()).isNull()) {
                json.remove(vector.column());
                json.remove(VectorSpec.MODEL_COLUMN);
            }
        }
        return json;
    }

    private static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree is always written", impossible);
        }
    }
}
