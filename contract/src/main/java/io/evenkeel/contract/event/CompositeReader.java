package io.evenkeel.contract.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Pointers;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.TextDomain;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueDomain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads the data of the two composite events. */
final class CompositeReader {
    static final String TEXT = "text";
    static final String SECTIONS = "sections";
    static final String ARTIFACT = "artifact";
    static final String META = "meta";
    static final String MEMORIES = "memories";

    private static final String ORDER = "order";
    private static final String DATA = "/data";
    private static final Set<String> DOCUMENT_MEMBERS = Set.of(TEXT, SECTIONS, ARTIFACT, META);
    private static final Column META_COLUMN = new Column(META, META, new LogicalType.Json(), false, null);

    /** Room in a chunk's key for {@code :} and its index. */
    private static final int CHUNK_INDEX_BYTES = 8;

    private final RowReader rows;
    private final List<Problem> problems;

    CompositeReader(RowReader rows, List<Problem> problems) {
        this.rows = rows;
        this.problems = problems;
    }

    /** A document event's rows, the artifact's null when there is none. */
    record DocumentRows(
            Intent.IngestDocument intent, @Nullable Row artifact) {}

    @Nullable
    DocumentRows document(EventTypes.Kind.DocumentIngested kind, JsonNode data) {
        int before = problems.size();
        Row document =
                rows.read(kind.documents(), data, DATA, new RowReader.Context(Map.of(), Map.of(), DOCUMENT_MEMBERS));
        Row artifact = given(data, ARTIFACT)
                ? rows.read(
                        kind.artifacts(), data.path(ARTIFACT), Pointers.child(DATA, ARTIFACT), RowReader.Context.NONE)
                : null;
        String meta = meta(data.path(META));
        List<Row> sections = document == null ? null : sections(kind, document.key(), data);
        return document == null || problems.size() > before
                ? null
                : new DocumentRows(new Intent.IngestDocument(document, sections, meta), artifact);
    }

    Intent.@Nullable RecordTrace trace(EventTypes.Kind.TraceRecorded kind, JsonNode data) {
        int before = problems.size();
        JsonNode list = data.path(MEMORIES);
        Map<String, Value> counted = list.isArray() && kind.traces().indexOf("num_memories") >= 0
                ? Map.of("num_memories", new Value.Int64(list.size()))
                : Map.of();
        Row trace = rows.read(kind.traces(), data, DATA, new RowReader.Context(Map.of(), counted, Set.of(MEMORIES)));
        if (trace == null) {
            return null;
        }
        List<Row> memories = null;
        if (given(data, MEMORIES)) {
            Value traceId = trace.value(kind.traces(), kind.traces().key());
            RowReader.Context context =
                    new RowReader.Context(Map.of(ownerColumn(kind.memories()), traceId), Map.of(), Set.of());
            memories = list(kind.memories(), list, MEMORIES, index -> context);
        }
        return problems.size() > before ? null : new Intent.RecordTrace(trace, memories);
    }

    private String meta(JsonNode meta) {
        if (meta.isMissingNode() || meta.isNull()) {
            return "{}";
        }
        String pointer = Pointers.child(DATA, META);
        if (!meta.isObject()) {
            problems.add(ProblemCode.WRONG_TYPE.at(pointer, "The chunks' meta is an object; send one."));
            return "{}";
        }
        return switch (ValueDomain.read(META_COLUMN, meta, pointer)) {
            case ValueDomain.Result.Accepted accepted -> ((Value.Json) accepted.value()).canonical();
            case ValueDomain.Result.Refused refused -> {
                problems.add(refused.problem());
                yield "{}";
            }
        };
    }

    private @Nullable List<Row> sections(EventTypes.Kind.DocumentIngested kind, RowKey document, JsonNode data) {
        boolean hasText = given(data, TEXT);
        if (!hasText && !given(data, SECTIONS)) {
            return null;
        }
        if (hasText && given(data, SECTIONS)) {
            problems.add(ProblemCode.TEXT_AND_SECTIONS.at(
                    Pointers.child(DATA, TEXT), "Content is text or sections; send one of them."));
            return null;
        }
        int bytes = TextDomain.bytes(document.key());
        if (bytes > TextDomain.MAX_KEY_BYTES - CHUNK_INDEX_BYTES) {
            problems.add(ProblemCode.KEY_TOO_LONG.at(
                    Pointers.child(DATA, kind.documents().key()),
                    "The key of a document with content has at most "
                            + (TextDomain.MAX_KEY_BYTES - CHUNK_INDEX_BYTES)
                            + " bytes in UTF-8, because its chunks' keys are the key, ':' and a number, this one has "
                            + bytes + "; shorten it."));
            return null;
        }
        return hasText ? wholeText(kind.sections(), document, data.path(TEXT)) : listed(kind, document, data);
    }

    private List<Row> wholeText(Entity sections, RowKey document, JsonNode text) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put(ORDER, 0);
        section.set(TEXT, text);
        // The section's text is the event's, so that pointers into it are right.
        Row row = rows.read(sections, section, DATA, sectionContext(sections, document, section));
        if (row == null) {
            return List.of();
        }
        refuseBlankText(sections, row, DATA);
        return List.of(row);
    }

    private List<Row> listed(EventTypes.Kind.DocumentIngested kind, RowKey document, JsonNode data) {
        Entity sections = kind.sections();
        JsonNode list = data.path(SECTIONS);
        List<Row> read = list(sections, list, SECTIONS, index -> sectionContext(sections, document, list.path(index)));
        Set<Long> orders = new HashSet<>();
        for (int i = 0; i < read.size(); i++) {
            String pointer = Pointers.child(Pointers.child(DATA, SECTIONS), i);
            refuseBlankText(sections, read.get(i), pointer);
            if (!orders.add(order(sections, read.get(i)))) {
                problems.add(ProblemCode.DUPLICATE_ORDER.at(
                        Pointers.child(pointer, ORDER),
                        "Another section has order " + order(sections, read.get(i)) + "; number them apart."));
            }
        }
        List<Row> ordered = new ArrayList<>(read);
        ordered.sort(Comparator.comparingLong(row -> order(sections, row)));
        return ordered;
    }

    private void refuseBlankText(Entity sections, Row row, String pointer) {
        if (row.value(sections, TEXT) instanceof Value.Text text) {
            rows.refuseBlank(text.text(), Pointers.child(pointer, TEXT));
        }
    }

    private static RowReader.Context sectionContext(Entity sections, RowKey document, JsonNode section) {
        // Without an order there is no id either, and one problem is said of it, not two.
        String order = "";
        if (ValueDomain.read(sections.columns().get(sections.indexOf(ORDER)), section.path(ORDER), "")
                        instanceof ValueDomain.Result.Accepted accepted
                && accepted.value() instanceof Value.Int64 number) {
            order = Long.toString(number.number());
        }
        Map<String, Value> defaults = Map.of(sections.key(), new Value.Text(document.key() + ":" + order));
        return new RowReader.Context(Map.of(ownerColumn(sections), new Value.Text(document.key())), defaults, Set.of());
    }

    private static long order(Entity sections, Row row) {
        return row.value(sections, ORDER) instanceof Value.Int64 order ? order.number() : 0;
    }

    private List<Row> list(Entity entity, JsonNode list, String member, IntFunction<RowReader.Context> context) {
        String pointer = Pointers.child(DATA, member);
        if (!list.isArray()) {
            problems.add(ProblemCode.WRONG_TYPE.at(
                    pointer, "This is no array; send one of objects with the columns of " + entity.name() + "."));
            return List.of();
        }
        List<Row> read = new ArrayList<>(list.size());
        Set<RowKey> keys = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String at = Pointers.child(pointer, i);
            Row row = rows.read(entity, list.path(i), at, context.apply(i));
            if (row != null && !keys.add(row.key())) {
                problems.add(ProblemCode.DUPLICATE_ROW.at(
                        Pointers.child(at, entity.key()),
                        "Another element has key '"
                                + ProblemCode.excerpt(row.key().key()) + "'; a key names one row."));
            }
            if (row != null) {
                read.add(row);
            }
        }
        return read;
    }

    private static String ownerColumn(Entity entity) {
        var parent = entity.parent();
        if (parent == null) {
            throw new IllegalStateException("entity " + entity.name() + " of a composite event has no parent");
        }
        return parent.column();
    }

    private static boolean given(JsonNode data, String member) {
        return data.hasNonNull(member);
    }
}
