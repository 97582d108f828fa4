package io.evenkeel.contract.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.TextDomain;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueDomain;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the keys of rows and the root above them, from an event alone. */
final class RowKeys {
    private static final String ROOT_POINTER = "/" + EventRecords.ROOT;

    private final Catalogue catalogue;
    private final String workspace;
    private final List<Problem> problems;

    RowKeys(Catalogue catalogue, String workspace, List<Problem> problems) {
        this.catalogue = catalogue;
        this.workspace = workspace;
        this.problems = problems;
    }

    /** A key column's value as text. */
    static String text(Value key) {
        return switch (key) {
            case Value.Text text -> text.text();
            case Value.Uuid uuid -> uuid.uuid().toString();
            case Value.Int64 number -> Long.toString(number.number());
            case Value.Null v -> throw notAKey(v);
            case Value.Float64 v -> throw notAKey(v);
            case Value.Decimal v -> throw notAKey(v);
            case Value.Bool v -> throw notAKey(v);
            case Value.Timestamp v -> throw notAKey(v);
            case Value.Json v -> throw notAKey(v);
            case Value.TextArray v -> throw notAKey(v);
            case Value.Embedding v -> throw notAKey(v);
        };
    }

    /** The key of an entity's row from JSON; null when a problem was added. */
    @Nullable
    RowKey key(Entity entity, JsonNode json, String pointer) {
        switch (ValueDomain.read(entity.keyColumn(), json, pointer)) {
            case ValueDomain.Result.Refused refused -> {
                problems.add(refused.problem());
                return null;
            }
            case ValueDomain.Result.Accepted accepted -> {
                String text = text(accepted.value());
                Optional<Problem> problem = TextDomain.keyProblem(text, pointer);
                problem.ifPresent(problems::add);
                return problem.isPresent() ? null : new RowKey(entity.name(), workspace, text);
            }
        }
    }

    /** The root of an upserted row; null when a problem was added. */
    @Nullable
    RowKey rootOf(Entity entity, Row row, @Nullable String given) {
        Optional<RowKey> parent = row.parent(catalogue);
        if (parent.isEmpty()) {
            return same(row.key(), entity, given);
        }
        Entity owner = catalogue.entity(parent.get().entity());
        return owner.parent() == null ? same(parent.get(), owner, given) : named(entity, given);
    }

    /** The root of a deleted row; null when a problem was added. */
    @Nullable
    RowKey rootOf(Entity entity, RowKey deleted, @Nullable String given) {
        var parent = entity.parent();
        boolean ownRoot = parent == null || (parent.optional() && given == null);
        return ownRoot ? same(deleted, entity, given) : named(entity, given);
    }

    /** The root, when it is known; what the event names must agree. */
    @Nullable
    RowKey same(RowKey root, Entity rootEntity, @Nullable String given) {
        if (given == null) {
            return root;
        }
        RowKey named = fromText(rootEntity, given);
        if (named != null && !named.equals(root)) {
            problems.add(ProblemCode.WRONG_ROOT.at(
                    ROOT_POINTER,
                    "The event names root '" + ProblemCode.excerpt(given) + "', but its data stands under '"
                            + ProblemCode.excerpt(root.key()) + "'; leave the attribute out."));
            return null;
        }
        return named;
    }

    private @Nullable RowKey named(Entity entity, @Nullable String given) {
        Entity top = top(entity);
        if (given == null) {
            problems.add(ProblemCode.MISSING_ROOT.at(
                    ROOT_POINTER,
                    "The data does not say under which row of " + top.name() + " this row of " + entity.name()
                            + " stands; put that row's key into the extension attribute root."));
            return null;
        }
        return fromText(top, given);
    }

    private @Nullable RowKey fromText(Entity entity, String text) {
        if (entity.keyColumn().type() instanceof LogicalType.Int64) {
            if (!text.matches("-?\\d{1,19}")) {
                problems.add(ProblemCode.INVALID_ATTRIBUTE.at(
                        ROOT_POINTER, "The key of " + entity.name() + " is an integer; write it in decimal."));
                return null;
            }
            return key(entity, JsonNodeFactory.instance.numberNode(new BigInteger(text)), ROOT_POINTER);
        }
        return key(entity, JsonNodeFactory.instance.textNode(text), ROOT_POINTER);
    }

    private Entity top(Entity entity) {
        var parent = entity.parent();
        return parent == null ? entity : top(catalogue.entity(parent.entity()));
    }

    private static IllegalStateException notAKey(Value value) {
        return new IllegalStateException(
                "a key is text, uuid or int64, not " + value.getClass().getSimpleName());
    }
}
