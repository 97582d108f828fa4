package io.evenkeel.contract.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.ColumnDefault;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.value.Pointers;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.TextDomain;
import io.evenkeel.contract.value.Timestamps;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueDomain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads whole rows out of one event's data, and collects every problem on the way. */
final class RowReader {
    private static final Set<String> POSITION_COLUMNS =
            Set.of("source_epoch", "source_partition", "source_offset", "source_sequence");

    private final String workspace;
    private final Instant time;
    private final List<Problem> problems;

    RowReader(String workspace, Instant time, List<Problem> problems) {
        this.workspace = workspace;
        this.time = time;
        this.problems = problems;
    }

    /**
     * What the event says of a row elsewhere.
     *
     * @param fixed columns whose value follows from the event; the row may repeat it
     * @param defaults columns whose value follows from the event unless the row gives another
     * @param members members of the object that are not columns
     */
    record Context(Map<String, Value> fixed, Map<String, Value> defaults, Set<String> members) {
        static final Context NONE = new Context(Map.of(), Map.of(), Set.of());
    }

    /** The row; null when problems were added. */
    @Nullable
    Row read(Entity entity, JsonNode json, String pointer, Context context) {
        if (!(json instanceof ObjectNode object)) {
            problems.add(ProblemCode.WRONG_TYPE.at(
                    pointer, "This is no object; send one with the columns of " + entity.name() + "."));
            return null;
        }
        int before = problems.size();
        refuseForeignMembers(entity, object, pointer, context);
        List<Value> values = new ArrayList<>(entity.columns().size());
        for (Column column : entity.columns()) {
            values.add(value(entity, column, object, Pointers.child(pointer, column.name()), context));
        }
        if (problems.size() > before) {
            return null;
        }
        String key = RowKeys.text(values.get(entity.indexOf(entity.key())));
        Row row = new Row(new RowKey(entity.name(), workspace, key), values);
        problems.addAll(ValueDomain.problems(entity, row, pointer));
        refuseBlankText(entity, row, pointer);
        refuseLongChunkKey(entity, key, pointer);
        return problems.size() > before ? null : row;
    }

    private void refuseForeignMembers(Entity entity, ObjectNode object, String pointer, Context context) {
        object.properties().forEach(member -> {
            String name = member.getKey();
            String at = Pointers.child(pointer, name);
            if (name.equals(Entity.WORKSPACE_COLUMN)) {
                refuseOtherWorkspace(member.getValue(), at);
            } else if (POSITION_COLUMNS.contains(name) || namesNoModel(entity, name)) {
                problems.add(
                        ProblemCode.RESERVED_COLUMN.at(at, "Column " + name + " is filled by Evenkeel; leave it out."));
            } else if (entity.indexOf(name) < 0 && !context.members.contains(name)) {
                problems.add(ProblemCode.UNKNOWN_COLUMN.at(
                        at,
                        "Entity " + entity.name() + " has no column '" + ProblemCode.excerpt(name)
                                + "'; leave it out, or write one of "
                                + String.join(", ", columnNames(entity)) + "."));
            }
        });
    }

    private static boolean namesNoModel(Entity entity, String name) {
        return name.equals(VectorSpec.MODEL_COLUMN) && entity.vector() == null;
    }

    private void refuseOtherWorkspace(JsonNode own, String pointer) {
        if (!own.isTextual() || !own.textValue().equals(workspace)) {
            problems.add(ProblemCode.WRONG_WORKSPACE.at(
                    pointer,
                    "The row's workspace is its sender's, '" + ProblemCode.excerpt(workspace)
                            + "'; leave the column out."));
        }
    }

    private Value value(Entity entity, Column column, ObjectNode object, String pointer, Context context) {
        JsonNode given = object.path(column.name());
        if (entity.vector() != null && column.name().equals(VectorSpec.MODEL_COLUMN)) {
            return model(column, given, object.path(entity.vector().column()), pointer);
        }
        Value fixed = context.fixed.get(column.name());
        boolean isVector = isVector(entity, column);
        if (given.isMissingNode() || (isVector && given.isNull())) {
            return isVector ? Value.NULL : absent(entity, column, pointer, context, fixed);
        }
        return switch (ValueDomain.read(column, given, pointer)) {
            case ValueDomain.Result.Accepted accepted -> {
                if (fixed != null && !fixed.equals(accepted.value())) {
                    problems.add(ProblemCode.WRONG_ROOT.at(
                            pointer, "Column " + column.name() + " follows from the event; leave it out."));
                }
                yield accepted.value();
            }
            case ValueDomain.Result.Refused refused -> {
                problems.add(refused.problem());
                yield Value.NULL;
            }
        };
    }

    /** A vector that an event brings says which model made it, or nobody could tell what it may be compared with. */
    private Value model(Column column, JsonNode given, JsonNode vector, String pointer) {
        boolean brought = !vector.isMissingNode() && !vector.isNull();
        boolean named = !given.isMissingNode() && !given.isNull();
        if (named && !brought) {
            problems.add(ProblemCode.RESERVED_COLUMN.at(
                    pointer, "There is no vector that a model made; leave " + column.name() + " out."));
        } else if (brought && !(named && given.isTextual() && !given.textValue().isBlank())) {
            problems.add(ProblemCode.MISSING_COLUMN.at(
                    pointer,
                    "The row brings a vector, so " + column.name() + " names the model that made it, as"
                            + " POST /v1/embeddings answers; add it, or leave the vector out, and it is made here."));
        } else if (brought) {
            return switch (ValueDomain.read(column, given, pointer)) {
                case ValueDomain.Result.Accepted accepted -> accepted.value();
                case ValueDomain.Result.Refused refused -> {
                    problems.add(refused.problem());
                    yield Value.NULL;
                }
            };
        }
        return Value.NULL;
    }

    private Value absent(Entity entity, Column column, String pointer, Context context, @Nullable Value fixed) {
        if (fixed != null) {
            return fixed;
        }
        Value contextual = context.defaults.get(column.name());
        if (contextual != null) {
            return contextual;
        }
        return switch (column.defaultValue()) {
            case ColumnDefault.Constant constant -> constant(entity, column, constant);
            case ColumnDefault.EventTime ignored -> new Value.Timestamp(Timestamps.micros(time));
            case null -> {
                if (!column.nullable()) {
                    problems.add(ProblemCode.MISSING_COLUMN.at(
                            pointer,
                            "A row of " + entity.name() + " has a value in column " + column.name() + " ("
                                    + column.type().label() + "); add it."));
                }
                yield Value.NULL;
            }
        };
    }

    private static Value constant(Entity entity, Column column, ColumnDefault.Constant constant) {
        if (StrictJson.parse(constant.json(), "") instanceof StrictJson.Result.Parsed parsed
                && ValueDomain.read(column, parsed.json(), "") instanceof ValueDomain.Result.Accepted accepted) {
            return accepted.value();
        }
        throw new IllegalStateException("the default of " + entity.name() + "." + column.name() + " in pack "
                + entity.pack() + " does not fit its type: " + constant.json());
    }

    private void refuseBlankText(Entity entity, Row row, String pointer) {
        VectorSpec vector = entity.vector();
        if (vector != null && row.value(entity, vector.text()) instanceof Value.Text text) {
            refuseBlank(text.text(), Pointers.child(pointer, vector.text()));
        }
    }

    /** Adds a problem when a text holds nothing to embed. */
    void refuseBlank(String text, String pointer) {
        if (text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            problems.add(ProblemCode.EMPTY_TEXT.at(
                    pointer, "The text gets a vector, so it may not be empty or white space alone; send text."));
        }
    }

    private void refuseLongChunkKey(Entity entity, String key, String pointer) {
        int most = TextDomain.MAX_KEY_BYTES - entity.name().length() - 1;
        int bytes = TextDomain.bytes(key);
        if (entity.chunk() != null && bytes > most) {
            problems.add(ProblemCode.KEY_TOO_LONG.at(
                    Pointers.child(pointer, entity.key()),
                    "A key of " + entity.name() + " has at most " + most
                            + " bytes in UTF-8, because its chunk's key is '" + entity.name()
                            + ":' and the key, this one has " + bytes + "; shorten it."));
        }
    }

    private static boolean isVector(Entity entity, Column column) {
        VectorSpec vector = entity.vector();
        return vector != null && vector.column().equals(column.name());
    }

    private static List<String> columnNames(Entity entity) {
        return entity.columns().stream().map(Column::name).toList();
    }
}
