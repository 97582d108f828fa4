package io.evenkeel.contract.schema;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prints what derives from the catalogue; {@code ./evenkeel schema} is this. */
public final class PrintSchema {
    private static final String USAGE =
            "usage: schema sqlite|supabase|history|events [--single-workspace] [PACK ...]; a PACK is documents, reasoning, chat or a catalogue file";

    private PrintSchema() {}

    /** Prints to standard output; exits with 2 when used wrongly or with a catalogue that cannot be used. */
    public static void main(String... arguments) {
        PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            output.print(print(List.of(arguments)));
        } catch (IllegalArgumentException refused) {
            System.err.println(refused.getMessage());
            System.exit(2);
        }
    }

    /**
     * What {@link #main} prints.
     *
     * @throws IllegalArgumentException with what to write, when the arguments or a pack cannot be used
     */
    public static String print(List<String> arguments) {
        List<String> rest = new ArrayList<>(arguments);
        SchemaOptions options = new SchemaOptions(rest.remove("--single-workspace"));
        if (rest.isEmpty() || rest.stream().anyMatch(argument -> argument.startsWith("-"))) {
            throw new IllegalArgumentException(USAGE);
        }
        List<Path> packs = rest.stream().skip(1).map(Path::of).toList();
        Catalogue catalogue = Catalogue.load(packs);
        return switch (rest.getFirst()) {
            case "sqlite" -> String.join(";\n\n", SqliteSchema.statements(catalogue, options)) + ";\n";
            case "supabase" -> SupabaseSchema.migration(catalogue, options);
            case "history" -> Migrations.history().sql();
            case "events" -> events(catalogue);
            default -> throw new IllegalArgumentException(USAGE);
        };
    }

    private static String events(Catalogue catalogue) {
        ObjectNode all = RowSchema.JSON.objectNode();
        EventSchemas.of(catalogue).forEach(event -> all.set(event.type(), event.schema()));
        return JsonMapper.builder().build().valueToTree(all).toPrettyString() + "\n";
    }
}
