package io.evenkeel.embedding.engine;

import io.evenkeel.embedding.engine.DevicePreference.Auto;
import io.evenkeel.embedding.engine.DevicePreference.Fixed;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was loaded, after the device was chosen.
 *
 * @param loaded what works on the device
 * @param whyNoCard why a card that seems to be there is not used, or null when none is there or none was wanted
 */
record DeviceChoice<T>(T loaded, @Nullable String whyNoCard) {
    private static final String CPU_ONLY = "this build of ONNX Runtime knows the CPU only";

    private static final String NEEDED =
            "it takes an NVIDIA driver, CUDA 12 and cuDNN 9, and a build with the Maven profile"
                    + " cuda; on a Jetson, an ONNX Runtime built there and -Donnxruntime.native.path=DIR;"
                    + " see docs/embedding-devices.md, or set EMBEDDING_DEVICE to auto or cpu";

    /**
     * Loads on the device that is wanted.
     *
     * @param builtForCuda whether the engine can use cards at all
     * @param cards what the machine shows
     * @param load loads on a device and proves it with an inference, or throws an {@link EmbeddingException}
     * @throws EmbeddingException when a device was named and does not work; the message says what to do
     */
    static <T> DeviceChoice<T> choose(
            DevicePreference preference, boolean builtForCuda, Cards cards, Function<Device, T> load) {
        return switch (preference) {
            case Auto auto -> automatic(builtForCuda, cards, load);
            case Fixed(Device.Cpu cpu) -> new DeviceChoice<>(load.apply(cpu), null);
            case Fixed(Device.Cuda cuda) -> new DeviceChoice<>(named(cuda, builtForCuda, cards, load), null);
        };
    }

    private static <T> DeviceChoice<T> automatic(boolean builtForCuda, Cards cards, Function<Device, T> load) {
        String why = null;
        if (builtForCuda) {
            try {
                return new DeviceChoice<>(load.apply(new Device.Cuda(0)), null);
            } catch (EmbeddingException failed) {
                why = failed.getMessage();
            }
        } else if (cards.count() > 0) {
            why = CPU_ONLY;
        }
        T onCpu = load.apply(new Device.Cpu());
        return new DeviceChoice<>(
                onCpu, cards.count() == 0 || why == null ? null : "a card shows in " + cards.seen() + ", but " + why);
    }

    private static <T> T named(Device.Cuda cuda, boolean builtForCuda, Cards cards, Function<Device, T> load) {
        EmbeddingException cause = null;
        if (builtForCuda) {
            try {
                return load.apply(cuda);
            } catch (EmbeddingException failed) {
                cause = failed;
            }
        }
        boolean absent = cards.count() > 0 && cuda.card() >= cards.count();
        throw new EmbeddingException(
                DevicePreference.SETTING + " is " + cuda + ", but "
                        + (absent ? shown(cards) : (cause == null ? CPU_ONLY : cause.getMessage()) + "; " + NEEDED),
                cause);
    }

    private static String shown(Cards cards) {
        return "this machine shows "
                + (cards.count() == 1
                        ? "1 card: cuda:0"
                        : cards.count() + " cards: cuda:0 to cuda:" + (cards.count() - 1))
                + "; name one of these, or set auto or cpu";
    }
}
