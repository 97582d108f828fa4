package io.evenkeel.embedding.engine;

import ai.djl.translate.TranslateException;
import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.value.Vector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * all-MiniLM-L6-v2 in fp32: 256 tokens, mean of the token vectors, length 1. Texts are sorted by length and cut into small
 * runs, one worker a core; a query's runs go before bulk runs that have not begun, so it waits for one run at most.
 */
public final class MiniLmEmbedder implements Embedder, AutoCloseable {
    static {
        // Before any class of DJL is loaded: it reports its use over the network otherwise.
        System.setProperty("ai.djl.offline", "true");
    }

    /** The model's published name. */
    public static final String NAME = "all-MiniLM-L6-v2";

    /** Small runs are the fastest on a CPU, whose caches they fit. */
    private static final int CPU_PADDED_TOKENS = 256;

    /** A GPU needs large runs to be busy; this many take about 1 GiB of its memory. */
    private static final int GPU_PADDED_TOKENS = 32_768;

    private final OnnxModel onnx;
    private final Tokenizer tokenizer;
    private final EmbeddingModelId model;
    private final int paddedTokens;
    private final AtomicLong order = new AtomicLong();
    private final ThreadPoolExecutor workers;
    private final ThreadLocal<OnnxModel.Session> sessions;

    private MiniLmEmbedder(OnnxModel onnx, Tokenizer tokenizer, EmbeddingModelId model) {
        this.onnx = onnx;
        this.tokenizer = tokenizer;
        this.model = model;
        paddedTokens = onnx.onGpu() ? GPU_PADDED_TOKENS : CPU_PADDED_TOKENS;
        sessions = ThreadLocal.withInitial(onnx::session);
        int threads = onnx.onGpu() ? 1 : Runtime.getRuntime().availableProcessors();
        workers = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(64, Run.FIRST),
                Thread.ofPlatform().name("embedding-", 0).daemon().factory());
    }

    /**
     * Loads the model; takes about 2 s and 300 MB, so a process has one.
     *
     * @param device where to run
     * @param cache a folder that can be written, for the model's files and the native libraries; they are unpacked once
     * @throws EmbeddingException when the device was asked for and does not work
     */
    public static MiniLmEmbedder load(DevicePreference device, Path cache) {
        if (System.getenv("DJL_CACHE_DIR") == null && System.getProperty("DJL_CACHE_DIR") == null) {
            System.setProperty("DJL_CACHE_DIR", cache.toString());
        }
        ModelFiles files = ModelFiles.unpack(cache);
        EmbeddingModelId model = EmbeddingModelId.of(
                NAME,
                new EmbeddingModelId.Ingredients(
                        files.modelSha256(), files.tokenizerSha256(), "mean", "l2", Tokenizer.MAX_TOKENS, "fp32"));
        OnnxModel onnx = OnnxModel.load(files.model(), device);
        return new MiniLmEmbedder(onnx, Tokenizer.open(files.tokenizer()), model);
    }

    @Override
    public List<Vector> embed(List<String> texts, Urgency urgency) {
        if (texts.isEmpty()) {
            return List.of();
        }
        List<long[]> tokens = tokenizer.tokens(texts);
        List<Run> runs = RunPlan.group(tokens.stream().map(text -> text.length).toList(), paddedTokens).stream()
                .map(indexes -> new Run(urgency, order.getAndIncrement(), indexes, tokens))
                .toList();
        runs.forEach(workers::execute);
        Vector[] vectors = new Vector[texts.size()];
        try {
            for (Run run : runs) {
                List<Vector> made = run.get();
                for (int i = 0; i < made.size(); i++) {
                    vectors[run.indexes.get(i)] = made.get(i);
                }
            }
            return List.of(vectors);
        } catch (ExecutionException | CancellationException failed) {
            throw new EmbeddingException("embedding " + texts.size() + " texts on " + device() + " failed", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddingException("interrupted while embedding " + texts.size() + " texts", interrupted);
        } finally {
            runs.forEach(run -> run.cancel(false));
        }
    }

    @Override
    public EmbeddingModelId model() {
        return model;
    }

    @Override
    public Provenance provenance() {
        return new Provenance(model.toString(), OnnxModel.engine(), OnnxModel.OPTIMISATION, device());
    }

    @Override
    public int dimensions() {
        return OnnxModel.DIMENSIONS;
    }

    /** The device that runs: {@code cpu}, or {@code cuda:} and the card's number. */
    public String device() {
        return onnx.device();
    }

    /** How many tokens of each text the model sees, special tokens included. */
    public List<Integer> countTokens(List<String> texts) {
        return tokenizer.tokens(texts).stream().map(tokens -> tokens.length).toList();
    }

    /** How long texts are split for this model. */
    public Chunker chunker(Chunker.Limits limits) {
        return new Chunker(tokenizer, limits);
    }

    /** Ends after the runs that have begun; calls that wait for others fail. */
    @Override
    public void close() {
        workers.shutdownNow().forEach(waiting -> {
            if (waiting instanceof Run run) {
                run.cancel(false);
            }
        });
        boolean ended = false;
        try {
            ended = workers.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (ended) {
            onnx.close();
            tokenizer.close();
        }
    }

    /** Texts that go through the model together. */
    private final class Run extends FutureTask<List<Vector>> {
        static final Comparator<Runnable> FIRST = Comparator.<Runnable, Urgency>comparing(run -> ((Run) run).urgency)
                .thenComparing(run -> ((Run) run).number);

        private final Urgency urgency;
        private final long number;
        private final List<Integer> indexes;

        Run(Urgency urgency, long number, List<Integer> indexes, List<long[]> tokens) {
            super(() -> infer(indexes.stream().map(tokens::get).toList()));
            this.urgency = urgency;
            this.number = number;
            this.indexes = indexes;
        }
    }

    private List<Vector> infer(List<long[]> texts) throws TranslateException {
        float[] states = sessions.get().run(texts);
        int width = texts.getFirst().length;
        List<Vector> vectors = new ArrayList<>(texts.size());
        for (int row = 0; row < texts.size(); row++) {
            vectors.add(MeanPooling.pool(
                    states, row * width * OnnxModel.DIMENSIONS, texts.get(row).length, OnnxModel.DIMENSIONS));
        }
        return vectors;
    }
}
