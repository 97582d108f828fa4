package io.evenkeel.cli;

import io.evenkeel.contract.schema.PrintSchema;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints what derives from the catalogue. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Prints the DDL of a store, or of the history of parity, or the JSON Schemas of all events.")
final class SchemaCommand implements Callable<Integer> {
    enum What {
        sqlite,
        supabase,
        history,
        events
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "WHAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "supabase")
    private What what = What.supabase;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        String text = PrintSchema.print(List.of(what.name()));
        if (output.json()) {
            output.document(
                    what == What.events
                            ? Json.parse(text, "the event schemas")
                            : Json.object().put("store", what.name()).put("sql", text));
        } else {
            output.line("%s", text.stripTrailing());
        }
        return 0;
    }
}
