package io.evenkeel.bench.embedding;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.evenkeel.contract.value.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The same model on ONNX Runtime's own interface, driven as well as we can: one session without threads of its own, one
 * thread a core, texts of like length together, inputs and outputs in memory that is used again, nothing copied twice.
 */
final class RawOnnxRuntime implements InProcess.Engine, AutoCloseable {
    private static final String MODEL = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";
    private static final int MOST_TOKENS = 256;
    private static final int DIMENSIONS = 384;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;
    private final int paddedTokens;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private final ThreadLocal<Buffers> buffers;

    /**
     * Loads the model a second time into this process.
     *
     * @param level the optimisation of its graph
     * @param paddedTokens how many tokens, padding included, go through the model together
     */
    RawOnnxRuntime(OrtSession.SessionOptions.OptLevel level, int paddedTokens) throws IOException, OrtException {
        this.paddedTokens = paddedTokens;
        buffers = ThreadLocal.withInitial(() -> new Buffers(Math.max(paddedTokens, MOST_TOKENS)));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                InputStream model = resource(MODEL);
                InputStream json = resource(TOKENIZER)) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(level);
            session = environment.createSession(model.readAllBytes(), options);
            tokenizer = HuggingFaceTokenizer.newInstance(
                    json, Map.of("truncation", "true", "maxLength", Integer.toString(MOST_TOKENS), "padding", "false"));
        }
    }

    /** What one thread writes inputs to, and reads outputs from. */
    private record Buffers(LongBuffer ids, LongBuffer mask, LongBuffer types, FloatBuffer states) {
        Buffers(int tokens) {
            this(longs(tokens), longs(tokens), longs(tokens), floats(tokens));
        }

        private static LongBuffer longs(int count) {
            return direct(count * Long.BYTES).asLongBuffer();
        }

        private static FloatBuffer floats(int tokens) {
            return direct(tokens * DIMENSIONS * Float.BYTES).asFloatBuffer();
        }

        private static ByteBuffer direct(int bytes) {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
    }

    @Override
    public List<Vector> embed(List<String> texts) throws Exception {
        List<long[]> tokens = new ArrayList<>(texts.size());
        for (Encoding encoding : tokenizer.batchEncode(texts)) {
            tokens.add(encoding.getIds());
        }
        int[] byLength = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparing(i -> -tokens.get(i).length))
                .mapToInt(Integer::intValue)
                .toArray();
        Vector[] vectors = new Vector[texts.size()];
        List<Future<?>> runs = new ArrayList<>();
        for (int from = 0; from < byLength.length; ) {
            int fit = Math.max(1, paddedTokens / tokens.get(byLength[from]).length);
            int[] run = Arrays.copyOfRange(byLength, from, Math.min(byLength.length, from + fit));
            runs.add(threads.submit(() -> {
                infer(run, tokens, vectors);
                return null;
            }));
            from += run.length;
        }
        for (Future<?> run : runs) {
            run.get();
        }
        return Arrays.asList(vectors);
    }

    private void infer(int[] run, List<long[]> tokens, Vector[] vectors) throws OrtException {
        Buffers mine = buffers.get();
        int width = tokens.get(run[0]).length;
        long[] shape = {run.length, width};
        LongBuffer ids = mine.ids().clear().limit(run.length * width);
        LongBuffer mask = mine.mask().clear().limit(run.length * width);
        LongBuffer types = mine.types().clear().limit(run.length * width);
        for (int row = 0; row < run.length; row++) {
            long[] text = tokens.get(run[row]);
            for (int i = 0; i < width; i++) {
                ids.put(row * width + i, i < text.length ? text[i] : 0);
                mask.put(row * width + i, i < text.length ? 1 : 0);
            }
        }
        FloatBuffer states = mine.states().clear().limit(run.length * width * DIMENSIONS);
        try (OnnxTensor in = OnnxTensor.createTensor(environment, ids, shape);
                OnnxTensor masked = OnnxTensor.createTensor(environment, mask, shape);
                OnnxTensor typed = OnnxTensor.createTensor(environment, types, shape);
                OnnxTensor out =
                        OnnxTensor.createTensor(environment, states, new long[] {run.length, width, DIMENSIONS})) {
            session.run(
                            Map.of("input_ids", in, "attention_mask", masked, "token_type_ids", typed),
                            Map.of(session.getOutputNames().iterator().next(), out))
                    .close();
        }
        for (int row = 0; row < run.length; row++) {
            vectors[run[row]] = mean(states, row * width * DIMENSIONS, tokens.get(run[row]).length);
        }
    }

    private static Vector mean(FloatBuffer states, int from, int tokens) {
        float[] token = new float[DIMENSIONS];
        float[] sum = new float[DIMENSIONS];
        for (int i = 0; i < tokens; i++) {
            states.get(from + i * DIMENSIONS, token);
            for (int j = 0; j < DIMENSIONS; j++) {
                sum[j] += token[j];
            }
        }
        double squares = 0;
        for (float component : sum) {
            squares += (double) component * component;
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int j = 0; j < DIMENSIONS; j++) {
            sum[j] *= scale;
        }
        return Vector.of(sum);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(RawOnnxRuntime.class.getResourceAsStream(name), name);
    }

    @Override
    public void close() throws OrtException {
        threads.shutdownNow();
        session.close();
        tokenizer.close();
    }
}
