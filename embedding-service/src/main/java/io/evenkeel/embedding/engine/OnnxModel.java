package io.evenkeel.embedding.engine;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ONNX model on one device. The weights are shared; each worker thread takes a {@link Session} of its own. One thread
 * inside a run and several runs side by side use the cores best: measured, more threads inside a run are slower.
 */
final class OnnxModel implements AutoCloseable {
    /** The engine's graph optimisation level; higher ones gain nothing here and move the last bits. */
    static final String OPTIMISATION = OptLevel.BASIC_OPT.name();

    private static final String ENGINE = "OnnxRuntime";

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";

    private final Path file;
    private final Device device;
    private final Model model;
    private final boolean takesTypes;
    private int output;
    private int dimensions;

    private OnnxModel(Path file, Device device, Model model) {
        this.file = file;
        this.device = device;
        this.model = model;
        Set<String> inputs = new TreeSet<>(model.getBlock().describeInput().keys());
        takesTypes = inputs.contains(TYPES);
        Set<String> expected = new TreeSet<>(takesTypes ? Set.of(IDS, MASK, TYPES) : Set.of(IDS, MASK));
        if (!inputs.equals(expected)) {
            throw new EmbeddingException(file + " takes " + inputs + "; expected is an encoder that takes " + IDS
                    + " and " + MASK + ", and may take " + TYPES);
        }
    }

    /** Whether this build of the engine can use cards. */
    static boolean builtForCuda() {
        // DJL must be the first user of ONNX Runtime in a process, or its settings come too late.
        Engine.getEngine(ENGINE);
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    /**
     * Loads the model, and proves it and the device with a real inference: an engine without the device may load the
     * model all the same.
     *
     * @param probe tokens of a text
     * @throws EmbeddingException when the device does not work, or the model is none that gives hidden states
     */
    static OnnxModel load(Path file, Device device, long[] probe) {
        Engine.getEngine(ENGINE);
        // The CPU is where DJL keeps arrays; the device is the session's.
        Model model = Model.newInstance("embedding", ai.djl.Device.cpu(), ENGINE);
        boolean works = false;
        try (SessionOptions options = new SessionOptions()) {
            configure(options, device);
            model.load(file, null, Map.of("sessionOptions", options));
            OnnxModel loaded = new OnnxModel(file, device, model);
            loaded.prove(probe);
            works = true;
            return loaded;
        } catch (IOException
                | MalformedModelException
                | OrtException
                | TranslateException
                | EngineException
                | UnsatisfiedLinkError failed) {
            throw new EmbeddingException(file + " does not run on " + device + ": " + reason(failed), failed);
        } finally {
            if (!works) {
                model.close();
            }
        }
    }

    private static void configure(SessionOptions options, Device device) throws OrtException {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OptLevel.BASIC_OPT);
        // Weights that were packed for multiplication are given back to the system, not kept for later arrays.
        options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
        if (device instanceof Device.Cuda cuda) {
            try (OrtCUDAProviderOptions card = new OrtCUDAProviderOptions(cuda.card())) {
                // Cards since Ampere would multiply with 10 bits of mantissa, and give other vectors than the CPU.
                card.add("use_tf32", "0");
                options.addCUDA(card);
            }
        }
    }

    /** Finds the output that holds the hidden states, and how wide they are. */
    private void prove(long[] probe) throws TranslateException {
        try (Session session = session();
                NDManager manager = model.getNDManager().newSubManager();
                NDList outputs = session.predict(manager, List.of(probe))) {
            output = -1;
            for (int i = 0; i < outputs.size(); i++) {
                NDArray candidate = outputs.get(i);
                Shape shape = candidate.getShape();
                boolean states = shape.dimension() == 3
                        && shape.get(0) == 1
                        && shape.get(1) == probe.length
                        && candidate.getDataType() == DataType.FLOAT32;
                if (states && (output < 0 || "last_hidden_state".equals(candidate.getName()))) {
                    output = i;
                    dimensions = Math.toIntExact(shape.get(2));
                }
            }
            if (output < 0) {
                List<String> given = outputs.stream()
                        .map(array -> array.getName() + " " + array.getShape() + " " + array.getDataType())
                        .toList();
                throw new EmbeddingException(file + " gives " + given + " for one text of " + probe.length
                        + " tokens; expected is last_hidden_state, one float32 vector a token");
            }
        }
    }

    Path file() {
        return file;
    }

    Device device() {
        return device;
    }

    /** The components of a token's hidden state, and so of a vector. */
    int dimensions() {
        return dimensions;
    }

    /** The engine and its true version; DJL reports the version that it was built with. */
    static String engine() {
        return "onnxruntime " + OrtEnvironment.getEnvironment().getVersion();
    }

    /** A session for one thread. */
    Session session() {
        return new Session(model.newPredictor(new NoopTranslator()), model.getNDManager());
    }

    @Override
    public void close() {
        model.close();
    }

    /** What the engine says, which stands deepest. */
    static String reason(Throwable failed) {
        Throwable deepest = failed;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }

    /** What one thread runs the model with. Not safe for use by several threads. */
    final class Session implements AutoCloseable {
        private final Predictor<NDList, NDList> predictor;
        private final NDManager parent;

        private Session(Predictor<NDList, NDList> predictor, NDManager parent) {
            this.predictor = predictor;
            this.parent = parent;
        }

        /**
         * Runs texts through the model together.
         *
         * @param texts their tokens; the first is the longest
         * @return the hidden states, {@code [text][position][component]} in one array, each text padded to the length of
         *     the first
         */
        float[] run(List<long[]> texts) throws TranslateException {
            try (NDManager manager = parent.newSubManager();
                    NDList outputs = predict(manager, texts)) {
                return outputs.get(output).toFloatArray();
            }
        }

        private NDList predict(NDManager manager, List<long[]> texts) throws TranslateException {
            int width = texts.getFirst().length;
            long[] ids = new long[texts.size() * width];
            long[] mask = new long[ids.length];
            for (int row = 0; row < texts.size(); row++) {
                long[] tokens = texts.get(row);
                System.arraycopy(tokens, 0, ids, row * width, tokens.length);
                Arrays.fill(mask, row * width, row * width + tokens.length, 1L);
            }
            Shape shape = new Shape(texts.size(), width);
            NDList input = new NDList(array(manager, IDS, ids, shape), array(manager, MASK, mask, shape));
            if (takesTypes) {
                input.add(array(manager, TYPES, new long[ids.length], shape));
            }
            return predictor.predict(input);
        }

        private static NDArray array(NDManager manager, String name, long[] values, Shape shape) {
            NDArray array = manager.create(LongBuffer.wrap(values), shape, DataType.INT64);
            array.setName(name);
            return array;
        }

        @Override
        public void close() {
            predictor.close();
        }
    }
}
