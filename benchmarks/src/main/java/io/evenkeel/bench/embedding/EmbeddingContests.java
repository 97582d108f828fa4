package io.evenkeel.bench.embedding;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.evenkeel.bench.Claim;
import io.evenkeel.bench.Claim.Clock;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Contest;
import io.evenkeel.bench.Entry;
import io.evenkeel.bench.Report.Limit;
import io.evenkeel.bench.Results;
import io.evenkeel.bench.Tournament;
import io.evenkeel.bench.embedding.InProcess.Engine;
import io.evenkeel.embedding.engine.Embedder.Purpose;
import io.evenkeel.embedding.engine.OnnxEmbedder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The contests of {@code bench embedding}, on one engine each. */
final class EmbeddingContests implements AutoCloseable {
    static final int SHORT = 20;
    static final int LONG = 110;

    private static final String ENGINE = "Evenkeel's engine";
    private static final double RAW_TARGET = 0.97;
    private static final double MATRIX_TARGET = 0.80;
    private static final double KAFKA_TARGET = 0.90;

    /** A call may take 1.3 times as long as a bare one. */
    private static final double CALL_TARGET = 1 / 1.3;

    private static final long MOST_MEMORY_MB = 500;

    private final OnnxEmbedder embedder;
    private final Langchain4j langchain4j;
    private final RawOnnxRuntime raw;
    private final RawOnnxRuntime rawOptimised;
    private final Abstracts abstracts;
    private final Tournament tournament;

    /** Loads the models; DJL is the first to use the engine, as it has to be. */
    EmbeddingContests(OnnxEmbedder embedder, Tournament tournament) throws IOException, OrtException {
        this.embedder = embedder;
        this.tournament = tournament;
        langchain4j = new Langchain4j();
        raw = new RawOnnxRuntime(OptLevel.BASIC_OPT, 256);
        rawOptimised = new RawOnnxRuntime(OptLevel.ALL_OPT, 256);
        abstracts = new Abstracts(
                text -> embedder.countTokens(List.of(text), Purpose.PASSAGE).getFirst());
    }

    /**
     * All texts in one call.
     *
     * @param target the least ratio to langchain4j
     */
    Results bulk(int texts, int length, double target) throws Exception {
        Work work = work(texts, length);
        Entry engine = engine(work);
        Entry peer = Entry.of(InProcess.together("langchain4j", langchain4j, work));
        Entry bare = raw(work);
        Entry matrices = new Entry(
                "OpenBLAS",
                Stream.of(384, 768, 1_024)
                        .<Contender>map(side -> new MatrixRate(work, side))
                        .toList());
        List<Claim> claims = new ArrayList<>();
        for (Clock clock : List.of(Clock.CPU, Clock.WALL)) {
            claims.add(new Claim(ENGINE, peer.name(), target, clock));
            claims.add(new Claim(ENGINE, bare.name(), RAW_TARGET, clock));
            claims.add(new Claim(ENGINE, matrices.name(), MATRIX_TARGET, clock));
        }
        return tournament.run(new Contest(
                "texts of " + length + " tokens, all in one call",
                texts,
                List.of(engine, peer, bare, matrices),
                claims));
    }

    /** One text a call, and no other work. */
    Results single(int texts, int length) throws Exception {
        Work work = work(texts, length);
        Entry engine = Entry.of(InProcess.oneByOne(ENGINE, query(), work));
        Entry bare = Entry.of(InProcess.oneByOne("ONNX Runtime", raw, work));
        return tournament.run(new Contest(
                "texts of " + length + " tokens, one a call, median of the calls",
                texts,
                List.of(engine, bare),
                List.of(new Claim(ENGINE, bare.name(), CALL_TARGET))));
    }

    /** Events in, change sets out, beside the engine with the same texts. */
    Results throughKafka(ServiceInstance service, int texts, int length) throws Exception {
        Work work = work(texts, length);
        Entry engine = engine(work);
        Entry whole = Entry.of(new ThroughKafka(service, work));
        return tournament.run(new Contest(
                "documents of " + length + " tokens, from event to change set",
                texts,
                List.of(engine, whole),
                List.of(new Claim(whole.name(), ENGINE, KAFKA_TARGET))));
    }

    /** What the service took, at most, in all that it did. */
    static List<Limit> memory(ServiceInstance service) throws IOException {
        return service
                .mostMemory()
                .map(bytes -> new Limit(
                        "embedding-service's resident memory with a heap of 256 MB",
                        bytes / 1_000_000,
                        "MB",
                        MOST_MEMORY_MB))
                .stream()
                .toList();
    }

    private Work work(int texts, int length) {
        List<String> cut = abstracts.texts(texts, length);
        return new Work(cut, length, embedder.embed(cut, Purpose.PASSAGE));
    }

    private Entry engine(Work work) {
        return Entry.of(InProcess.together(ENGINE, texts -> embedder.embed(texts, Purpose.PASSAGE), work));
    }

    private Engine query() {
        return texts -> embedder.embed(texts, Purpose.QUERY);
    }

    private Entry raw(Work work) {
        return new Entry(
                "ONNX Runtime",
                List.of(
                        InProcess.together("ONNX Runtime, BASIC_OPT", raw, work),
                        InProcess.together("ONNX Runtime, ALL_OPT", rawOptimised, work)));
    }

    @Override
    public void close() throws OrtException {
        raw.close();
        rawOptimised.close();
    }
}
