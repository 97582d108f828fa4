package io.evenkeel.bench.writers;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.util.ArrayList;
import java.util.List;

/** The columns of an entity's table in Postgres, as plain SQL writes them: workspace, content, source. */
record PostgresColumns(Entity entity) {
    String table() {
        return "public.\"" + entity.name() + "\"";
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        names.add(Entity.WORKSPACE_COLUMN);
        entity.columns().stream().map(Column::name).forEach(names::add);
        names.addAll(List.of("source_epoch", "source_partition", "source_offset"));
        return names;
    }

    String list() {
        return "(\"" + String.join("\", \"", names()) + "\")";
    }

    /** One row's parameters. */
    String parameters() {
        List<String> parameters = new ArrayList<>();
        parameters.add("?");
        for (Column column : entity.columns()) {
            parameters.add(
                    switch (column.type()) {
                        case LogicalType.Json ignored -> "?::jsonb";
                        case LogicalType.Vector ignored -> "?::real[]::vector";
                        default -> "?";
                    });
        }
        parameters.addAll(List.of("?", "?", "?"));
        return "(" + String.join(", ", parameters) + ")";
    }
}
