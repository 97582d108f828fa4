package io.evenkeel.embedding.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The ONNX model on one device. The weights are shared; each worker thread takes a {@link Session} of its own. One thread
 * inside a run and several runs side by side use the cores best: measured, more threads inside a run are slower.
 */
final class OnnxModel implements AutoCloseable {
    /** The components of a token's hidden state, and so of a vector. */
    static final int DIMENSIONS = 384;

    /** The engine's graph optimisation level; higher ones gain nothing here and move the last bits. */
    static final String OPTIMISATION = "BASIC_OPT";

    private static final String ENGINE = "OnnxRuntime";

    private final ZooModel<NDList, NDList> model;
    private final Device device;

    private OnnxModel(ZooModel<NDList, NDList> model, Device device) {
        this.model = model;
        this.device = device;
    }

    /**
     * Loads the model and proves the device with a real inference: an engine without the device may load the model all
     * the same.
     *
     * @throws EmbeddingException when the device was asked for and does not work, or the model does not load
     */
    static OnnxModel load(Path file, DevicePreference preference) {
        // DJL must be the first user of ONNX Runtime in a process, or its settings come too late.
        Engine engine = Engine.getEngine(ENGINE);
        return switch (preference) {
            case CPU -> loadOn(Device.cpu(), file);
            case CUDA -> {
                try {
                    yield loadOn(Device.gpu(), file);
                } catch (EmbeddingException failed) {
                    throw new EmbeddingException(
                            "EMBEDDING_DEVICE is cuda, but the model does not run there: " + failed.getMessage()
                                    + "; put onnxruntime_gpu of the same version, CUDA 12 and cuDNN 9 in place of"
                                    + " onnxruntime, or set EMBEDDING_DEVICE to auto or cpu",
                            failed);
                }
            }
            case AUTO -> {
                if (!engine.defaultDevice().isGpu()) {
                    yield loadOn(Device.cpu(), file);
                }
                try {
                    yield loadOn(Device.gpu(), file);
                } catch (EmbeddingException failed) {
                    System.getLogger(OnnxModel.class.getName())
                            .log(System.Logger.Level.WARNING, "CUDA does not work, embedding on the CPU", failed);
                    yield loadOn(Device.cpu(), file);
                }
            }
        };
    }

    private static OnnxModel loadOn(Device device, Path file) {
        // Only Criteria passes the device on: a model loaded without options runs on the CPU, silently.
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(file)
                .optEngine(ENGINE)
                .optDevice(device)
                .optTranslator(new NoopTranslator())
                .optOption("intraOpNumThreads", "1")
                .optOption("interOpNumThreads", "1")
                .optOption("optLevel", OPTIMISATION)
                .build();
        OnnxModel model = null;
        try {
            model = new OnnxModel(criteria.loadModel(), device);
            try (Session session = model.session()) {
                session.run(List.of(new long[] {101, 102}));
            }
            return model;
        } catch (IOException
                | ModelNotFoundException
                | MalformedModelException
                | TranslateException
                | EngineException failed) {
            if (model != null) {
                model.close();
            }
            throw new EmbeddingException(
                    "the model does not run on " + name(device) + ": " + failed.getMessage(), failed);
        }
    }

    /** {@code cpu}, or {@code cuda:} and the card's number. */
    String device() {
        return name(device);
    }

    boolean onGpu() {
        return device.isGpu();
    }

    /** The engine and its true version; DJL reports the version that it was built with. */
    static String engine() {
        return "onnxruntime " + OrtEnvironment.getEnvironment().getVersion();
    }

    /** A session for one thread. */
    Session session() {
        return new Session(model.newPredictor(), model.getNDManager());
    }

    @Override
    public void close() {
        model.close();
    }

    private static String name(Device device) {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    /** What one thread runs the model with. Not safe for use by several threads. */
    static final class Session implements AutoCloseable {
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
            int width = texts.getFirst().length;
            long[] ids = new long[texts.size() * width];
            long[] mask = new long[ids.length];
            for (int row = 0; row < texts.size(); row++) {
                long[] tokens = texts.get(row);
                System.arraycopy(tokens, 0, ids, row * width, tokens.length);
                Arrays.fill(mask, row * width, row * width + tokens.length, 1L);
            }
            Shape shape = new Shape(texts.size(), width);
            try (NDManager manager = parent.newSubManager()) {
                NDList input = new NDList(
                        array(manager, "input_ids", ids, shape),
                        array(manager, "attention_mask", mask, shape),
                        array(manager, "token_type_ids", new long[ids.length], shape));
                try (NDList output = predictor.predict(input)) {
                    return output.get(0).toFloatArray();
                }
            }
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
