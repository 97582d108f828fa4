package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Dead letters: what a store refused, until it is replayed or dismissed. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Lists, replays and dismisses what a store, or embedding-service, has refused.",
        footer = "Exit status: 0 done, 1 some failed, 2 none could be replayed, or wrong use.")
final class DeadLettersCommand implements Callable<Integer> {
    private static final int LISTED = 100;
    private static final int MESSAGE_WIDTH = 100;

    @Mixin
    private Output output = new Output();

    /** Without a word behind it: the list. */
    @Override
    public Integer call() {
        return list(null, LISTED, output);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Those that are open, in the log's order.")
    int list(
            @Option(names = "--store", description = "Only those of sqlite, supabase or embedding.") @Nullable
                    String store,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "" + LISTED,
                            description = "So many at most (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Mixin Output output) {
        JsonNode listing = new DeadLetters(Services.here(), output).list(store, limit);
        if (output.json()) {
            output.document(listing);
            return 0;
        }
        JsonNode letters = listing.path("deadLetters");
        long total = listing.path("total").asLong();
        output.line(
                "%d open%s", total, letters.size() < total ? ", of which these are the first " + letters.size() : "");
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode letter : letters) {
            rows.add(List.of(
                    letter.path("key").asText(),
                    letter.path("code").asText(),
                    letter.path("root").asText("-"),
                    letter.path("eventId").asText(),
                    letter.path("at").asText(),
                    message(letter)));
        }
        if (!rows.isEmpty()) {
            output.table(List.of("key", "code", "root", "event", "at", "message"), rows);
        }
        return 0;
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "Has the store that refused take what the log still has of them; newer rows stay.",
            footer = "Exit status: 0 done, 1 some failed, 2 none could be replayed, or wrong use.")
    int replay(@Mixin DeadLetterSelection selection, @Mixin Output output) {
        DeadLetters deadLetters = new DeadLetters(Services.here(), output);
        JsonNode done = deadLetters.replay(selection.keys(deadLetters));
        long replayed = done.path("replayed").asLong();
        long failed = done.path("failed").asLong();
        if (!output.json()) {
            output.line("%d replayed, %d still open", replayed, failed);
            results(output, done.path("results"));
        }
        if (replayed == 0 && failed > 0) {
            throw nothingReplayed(done);
        }
        if (output.json()) {
            output.document(done);
        }
        return failed == 0 ? 0 : CommandFailure.FAILED;
    }

    @Command(
            name = "dismiss",
            mixinStandardHelpOptions = true,
            description = "Closes them without replaying them; what a store lacks stays a mismatch.")
    int dismiss(
            @Mixin DeadLetterSelection selection,
            @Option(names = "--reason", required = true, description = "Why; kept in the history.") String reason,
            @Mixin Output output) {
        DeadLetters deadLetters = new DeadLetters(Services.here(), output);
        JsonNode done = deadLetters.dismiss(selection.keys(deadLetters), reason);
        if (output.json()) {
            output.document(done);
        } else {
            output.line("%d dismissed", done.path("dismissed").asLong());
        }
        return 0;
    }

    private static CommandFailure nothingReplayed(JsonNode done) {
        boolean refused = false;
        for (JsonNode result : done.path("results")) {
            refused |= result.path("outcome").asText().equals("refused");
        }
        JsonNode first = done.path("results").path(0);
        ObjectNode problem = Json.object();
        problem.put("type", "urn:evenkeel:problem:" + (refused ? "replay-refused" : "replay-failed"));
        problem.put("title", "No dead letter was replayed");
        problem.put(
                "detail",
                first.path("key").asText() + ": " + first.path("message").asText());
        problem.setAll((ObjectNode) done);
        return CommandFailure.of(refused ? CommandFailure.REFUSED : CommandFailure.FAILED, problem);
    }

    private static void results(Output output, JsonNode results) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode result : results) {
            rows.add(List.of(
                    result.path("key").asText(),
                    result.path("outcome").asText(),
                    result.path("code").asText("-"),
                    message(result)));
        }
        if (!rows.isEmpty()) {
            output.table(List.of("key", "outcome", "code", "message"), rows);
        }
    }

    private static String message(JsonNode letter) {
        String message = letter.path("message").asText("-").replaceAll("\\s+", " ");
        return message.length() <= MESSAGE_WIDTH ? message : message.substring(0, MESSAGE_WIDTH) + "...";
    }
}
