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
import org.jspecify.annotations.Nullable;

/**
 * A model that makes vectors of texts. Texts are sorted by length and cut into runs, on a CPU small ones and one worker a
 * core; a query's runs go before runs of passages that have not begun, so it waits for one run at most.
 */
public final class OnnxEmbedder implements Embedder, AutoCloseable {
    static {
        // Before any class of DJL is loaded: it reports its use over the network otherwise.
        System.setProperty("ai.djl.offline", "true");
    }

    /** Small runs are the fastest on a CPU, whose caches they fit. */
    private static final int CPU_RUN_TOKENS = 256;

    /** A GPU needs large runs to be busy; this many take about 1 GiB of its memory with a small model. */
    private static final int GPU_RUN_TOKENS = 32_768;

    private final ModelSpec spec;
    private final OnnxModel onnx;
    private final @Nullable String whyNoCard;
    private final Tokenizer tokenizer;
    private final EmbeddingModelId model;
    private final int runTokens;
    private final AtomicLong order = new AtomicLong();
    private final ThreadPoolExecutor workers;
    private final ThreadLocal<OnnxModel.Session> sessions;

    private OnnxEmbedder(
            ModelSpec spec,
            DeviceChoice<OnnxModel> choice,
            Tokenizer tokenizer,
            String modelSha256,
            String tokenizerSha256) {
        this.spec = spec;
        this.tokenizer = tokenizer;
        onnx = choice.loaded();
        whyNoCard = choice.whyNoCard();
        model = EmbeddingModelId.of(
                spec.name(),
                new EmbeddingModelId.Ingredients(
                        modelSha256,
                        tokenizerSha256,
                        spec.pooling().toString(),
                        "l2",
                        spec.maxTokens(),
                        "fp32",
                        spec.passagePrefix(),
                        spec.queryPrefix()));
        boolean onCard = onnx.device() instanceof Device.Cuda;
        runTokens = onCard ? GPU_RUN_TOKENS : CPU_RUN_TOKENS;
        sessions = ThreadLocal.withInitial(onnx::session);
        int threads = onCard ? 1 : Runtime.getRuntime().availableProcessors();
        workers = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(64, Run.FIRST),
                Thread.ofPlatform().name("embedding-", 0).daemon().factory());
    }

    /**
     * Loads a model and checks it; the one that ships takes about 2 s and 300 MB, so a process has one.
     *
     * @param spec the model
     * @param device where to run
     * @param cache a folder that can be written, for files that are unpacked once: those of a model on the class path, and
     *     native libraries
     * @throws EmbeddingException when the model is not what the specification says, or a device that was asked for by name
     *     does not work
     */
    public static OnnxEmbedder load(ModelSpec spec, DevicePreference device, Path cache) {
        if (System.getenv("DJL_CACHE_DIR") == null && System.getProperty("DJL_CACHE_DIR") == null) {
            System.setProperty("DJL_CACHE_DIR", cache.toString());
        }
        ModelFiles files = ModelFiles.of(spec, cache);
        Tokenizer tokenizer = Tokenizer.open(files.tokenizer(), spec);
        boolean works = false;
        try {
            long[] probe = ModelCheck.probe(tokenizer);
            DeviceChoice<OnnxModel> choice = DeviceChoice.choose(
                    device,
                    OnnxModel.builtForCuda(),
                    Cards.in(Path.of("/")),
                    where -> OnnxModel.load(files.model(), where, probe));
            try {
                ModelCheck.check(choice.loaded(), tokenizer, spec);
                works = true;
                return new OnnxEmbedder(spec, choice, tokenizer, files.modelSha256(), files.tokenizerSha256());
            } finally {
                if (!works) {
                    choice.loaded().close();
                }
            }
        } finally {
            if (!works) {
                tokenizer.close();
            }
        }
    }

    @Override
    public List<Vector> embed(List<String> texts, Purpose purpose) {
        if (texts.isEmpty()) {
            return List.of();
        }
        List<long[]> tokens = tokens(texts, purpose);
        List<Run> runs = RunPlan.group(tokens.stream().map(text -> text.length).toList(), runTokens).stream()
                .map(indexes -> new Run(purpose, order.getAndIncrement(), indexes, tokens))
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
        return spec.dimensions();
    }

    @Override
    public String input(String text, Purpose purpose) {
        return spec.prefix(purpose) + text;
    }

    /** The device that runs: {@code cpu}, or {@code cuda:} and the card's number. */
    public String device() {
        return onnx.device().toString();
    }

    /** Why a card that seems to be there is not used; null when none is there, or none was wanted. */
    public @Nullable String whyNoCard() {
        return whyNoCard;
    }

    /** How many tokens of a text count, special tokens and the prefix included. */
    public int maxTokens() {
        return spec.maxTokens();
    }

    /** How many tokens of each text the model sees, special tokens and the prefix included. */
    public List<Integer> countTokens(List<String> texts, Purpose purpose) {
        return tokens(texts, purpose).stream().map(tokens -> tokens.length).toList();
    }

    private List<long[]> tokens(List<String> texts, Purpose purpose) {
        return tokenizer.tokens(texts.stream().map(text -> input(text, purpose)).toList());
    }

    /**
     * How long texts are split for this model.
     *
     * @throws IllegalArgumentException when the limits are not within those of the model
     */
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
        static final Comparator<Runnable> FIRST = Comparator.<Runnable, Purpose>comparing(run -> ((Run) run).purpose)
                .thenComparing(run -> ((Run) run).number);

        private final Purpose purpose;
        private final long number;
        private final List<Integer> indexes;

        Run(Purpose purpose, long number, List<Integer> indexes, List<long[]> tokens) {
            super(() -> infer(indexes.stream().map(tokens::get).toList()));
            this.purpose = purpose;
            this.number = number;
            this.indexes = indexes;
        }
    }

    private List<Vector> infer(List<long[]> texts) throws TranslateException {
        float[] states = sessions.get().run(texts);
        int width = texts.getFirst().length;
        List<Vector> vectors = new ArrayList<>(texts.size());
        for (int row = 0; row < texts.size(); row++) {
            int from = row * width * spec.dimensions();
            vectors.add(spec.pooling().pool(states, from, texts.get(row).length, spec.dimensions()));
        }
        return vectors;
    }
}
