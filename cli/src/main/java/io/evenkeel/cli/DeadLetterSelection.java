package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters a command is about. */
final class DeadLetterSelection {
    @Parameters(arity = "0..*", paramLabel = "KEY", description = "These, as 'dead-letters list' names them.")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--store", description = "All of a store: sqlite, supabase or embedding.")
    private @Nullable String store;

    @Option(names = "--all", description = "All there are.")
    private boolean all;

    /** @throws CommandFailure when it is not said in exactly one way */
    List<String> keys(DeadLetters deadLetters) {
        if ((keys.isEmpty() ? 0 : 1) + (store == null ? 0 : 1) + (all ? 1 : 0) != 1) {
            throw CommandFailure.refused(
                    "nothing-selected", "name dead letters by their keys, or use --store, or --all; one of these");
        }
        if (!keys.isEmpty()) {
            return List.copyOf(keys);
        }
        List<String> found = new ArrayList<>();
        for (JsonNode letter : deadLetters.list(store, DeadLetters.MOST).path("deadLetters")) {
            found.add(letter.path("key").asText());
        }
        return found;
    }
}
