package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends the events of a file. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "Sends events, one JSON object a line: CloudEvents, or with --type just their data.",
        footer = "Exit status: 0 all accepted, 1 some were rejected (see the rejects file), 2 wrong use.")
final class IngestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE.jsonl", description = "The file, one JSON object a line.")
    private Path file = Path.of("");

    @Option(
            names = "--type",
            description = "What the lines are the data of, for example document.ingested or tags.upserted.")
    private @Nullable String type;

    @Option(
            names = "--source",
            description = "The events' source (default: ${DEFAULT-VALUE}).",
            defaultValue = "evenkeel-cli")
    private String source = "";

    @Option(names = "--wait", description = "Wait until both stores hold what was accepted.")
    private boolean wait;

    @Option(
            names = "--timeout",
            description = "Seconds to wait at most (default: ${DEFAULT-VALUE}).",
            defaultValue = "600")
    private int timeoutSeconds;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        if (!Files.isReadable(file)) {
            throw CommandFailure.refused(
                    "no-such-file", "cannot read " + file + "; give a file with one JSON object a line");
        }
        Services services = Services.here();
        EventLines lines = new EventLines(type, source);
        Ingestion ingestion = new Ingestion(services, output);
        Ingestion.Result result = ingestion.send(
                Files.readAllLines(file), lines, file.getFileName().toString());
        if (wait) {
            new Progress(services, output).awaitBothStores(result.highest(), timeoutSeconds);
        }
        Path rejects = writeRejects(result);
        report(result, rejects);
        return result.rejected().isEmpty() ? 0 : CommandFailure.FAILED;
    }

    private @Nullable Path writeRejects(Ingestion.Result result) throws IOException {
        if (result.rejected().isEmpty()) {
            return null;
        }
        Path rejects = Path.of(file.toString().replaceAll("\\.jsonl$", "") + ".rejects.jsonl");
        Files.write(rejects, result.rejected().stream().map(JsonNode::toString).toList());
        return rejects;
    }

    private void report(Ingestion.Result result, @Nullable Path rejects) {
        if (output.json()) {
            ObjectNode document = Json.object();
            document.put("accepted", result.accepted());
            ArrayNode rejected = document.putArray("rejected");
            result.rejected().forEach(rejected::add);
            document.put("rejectsFile", rejects == null ? null : rejects.toString());
            document.put("seconds", result.seconds());
            output.document(document);
            return;
        }
        output.table(
                List.of("accepted", "rejected", "seconds"),
                List.of(List.of(
                        Integer.toString(result.accepted()),
                        Integer.toString(result.rejected().size()),
                        String.format("%.1f", result.seconds()))));
        result.rejected().stream()
                .limit(10)
                .forEach(rejected -> output.line(
                        "rejected line %d (%s): %s",
                        rejected.path("line").asInt(),
                        rejected.path("id").asText("no id"),
                        rejected.path("detail").asText()));
        if (rejects != null) {
            output.line("all rejected lines with their reasons: %s", rejects);
        }
    }
}
