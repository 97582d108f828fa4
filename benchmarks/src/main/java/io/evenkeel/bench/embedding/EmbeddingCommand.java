package io.evenkeel.bench.embedding;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Report;
import io.evenkeel.bench.Results;
import io.evenkeel.bench.Tournament;
import io.evenkeel.embedding.engine.DevicePreference;
import io.evenkeel.embedding.engine.ModelSpec;
import io.evenkeel.embedding.engine.OnnxEmbedder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench embedding}. */
@Command(
        name = "embedding",
        mixinStandardHelpOptions = true,
        description =
                "Measures the embedding engine beside langchain4j, ONNX Runtime on its own and the processor's matrix"
                        + " rate, and embedding-service from event to change set: interleaved rounds, every vector checked.")
public final class EmbeddingCommand implements Callable<Integer> {
    private static final double SHORT_TARGET = 1.8;
    private static final double LONG_TARGET = 1.5;

    /** Texts that are five times as long take five times as long. */
    private static final int SHORT_SHARE = 5;

    @Option(
            names = "--texts",
            defaultValue = "300",
            description = "Texts of 110 tokens a trial, and five times as many of 20; default ${DEFAULT-VALUE}.")
    private int texts = 300;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count; default ${DEFAULT-VALUE}.")
    private int rounds = 5;

    /** A part of the benchmark. */
    enum Only {
        /** All texts in one call. */
        BULK,
        /** One text a call. */
        SINGLE,
        /** From event to change set. */
        KAFKA
    }

    @Option(names = "--only", description = "Measure only bulk, single, or kafka.")
    private @Nullable Only only;

    @Option(names = "--json", description = "Print one JSON document on standard output and nothing else there.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path home = Path.of(System.getProperty("evenkeel.home", "."));
        Tournament tournament = new Tournament(rounds, true, System.err::println);
        List<Results> results = new ArrayList<>();
        List<Report.Limit> memory = List.of();
        try (BenchServers servers = BenchServers.onDisk();
                OnnxEmbedder embedder = OnnxEmbedder.load(
                        ModelSpec.ALL_MINILM_L6_V2,
                        DevicePreference.parse("cpu"),
                        servers.folder().resolve("model"));
                EmbeddingContests contests = new EmbeddingContests(embedder, tournament)) {
            if (measures(Only.BULK)) {
                results.add(contests.bulk(texts * SHORT_SHARE, EmbeddingContests.SHORT, SHORT_TARGET));
                results.add(contests.bulk(texts, EmbeddingContests.LONG, LONG_TARGET));
            }
            if (measures(Only.SINGLE)) {
                results.add(contests.single(texts, EmbeddingContests.SHORT));
                results.add(contests.single(texts, EmbeddingContests.LONG));
            }
            if (measures(Only.KAFKA)) {
                try (ServiceInstance service = ServiceInstance.start(servers, home)) {
                    results.add(contests.throughKafka(service, texts * SHORT_SHARE, EmbeddingContests.SHORT));
                    results.add(contests.throughKafka(service, texts, EmbeddingContests.LONG));
                    memory = EmbeddingContests.memory(service);
                }
            }
            Report report = new Report("embedding", setting(embedder), "texts", results, memory);
            if (json) {
                System.out.println(report.json().toPrettyString());
            } else {
                report.lines().forEach(System.out::println);
            }
        }
        return 0;
    }

    private boolean measures(Only part) {
        return only == null || only == part;
    }

    private Map<String, String> setting(OnnxEmbedder embedder) {
        Map<String, String> setting = new LinkedHashMap<>();
        setting.put("model", embedder.model().toString());
        setting.put("engine", embedder.provenance().engine());
        setting.put("texts", Integer.toString(texts));
        setting.put("rounds", Integer.toString(rounds));
        setting.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        setting.put("java", Runtime.version().toString());
        return setting;
    }
}
