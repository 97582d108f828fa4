package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The decision alone: what loads here is the name of the device. */
class DeviceChoiceTest {
    private static final Cards NONE = new Cards(0, "");
    private static final Cards TWO = new Cards(2, "/proc/driver/nvidia/gpus");

    private final List<Device> tried = new ArrayList<>();

    @Test
    void autoTakesACardThatWorks() {
        assertThat(choose("auto", true, TWO, true)).isEqualTo(new DeviceChoice<>("cuda:0", null));
    }

    @Test
    void autoFallsBackToTheCpuAndSaysWhy() {
        DeviceChoice<String> choice = choose("auto", true, TWO, false);
        assertThat(choice.loaded()).isEqualTo("cpu");
        assertThat(choice.whyNoCard()).isEqualTo("a card shows in /proc/driver/nvidia/gpus, but cuda:0 is broken");
        assertThat(tried).containsExactly(new Device.Cuda(0), new Device.Cpu());
    }

    @Test
    void autoSaysThatTheBuildKnowsNoCards() {
        DeviceChoice<String> choice = choose("auto", false, TWO, true);
        assertThat(choice.loaded()).isEqualTo("cpu");
        assertThat(choice.whyNoCard()).contains("knows the CPU only");
        assertThat(tried).containsExactly(new Device.Cpu());
    }

    @Test
    void autoIsSilentWhereNoCardShows() {
        assertThat(choose("auto", false, NONE, true)).isEqualTo(new DeviceChoice<>("cpu", null));
        assertThat(choose("auto", true, NONE, false)).isEqualTo(new DeviceChoice<>("cpu", null));
    }

    @Test
    void autoTriesACardThatDoesNotShow() {
        assertThat(choose("auto", true, NONE, true)).isEqualTo(new DeviceChoice<>("cuda:0", null));
    }

    @Test
    void cpuTriesNothingElse() {
        assertThat(choose("cpu", true, TWO, true)).isEqualTo(new DeviceChoice<>("cpu", null));
    }

    @Test
    void aNamedCardIsTakenOrNothing() {
        assertThat(choose("cuda:1", true, TWO, true)).isEqualTo(new DeviceChoice<>("cuda:1", null));
        assertThatThrownBy(() -> choose("cuda:1", true, TWO, false))
                .hasMessageStartingWith("EMBEDDING_DEVICE is cuda:1, but cuda:1 is broken; it takes")
                .hasMessageContainingAll("CUDA 12", "cuDNN 9", "profile cuda", "onnxruntime.native.path");
        assertThatThrownBy(() -> choose("cuda", false, TWO, true)).hasMessageContaining("knows the CPU only");
        assertThat(tried).doesNotContain(new Device.Cpu());
    }

    @Test
    void aCardThatDoesNotExistIsAnsweredWithThoseThatDo() {
        assertThatThrownBy(() -> choose("cuda:2", true, TWO, false))
                .hasMessage("EMBEDDING_DEVICE is cuda:2, but this machine shows 2 cards: cuda:0 to cuda:1;"
                        + " name one of these, or set auto or cpu");
        assertThatThrownBy(() -> choose("cuda:3", false, new Cards(1, "/dev"), false))
                .hasMessageContaining("this machine shows 1 card: cuda:0");
    }

    private DeviceChoice<String> choose(String preference, boolean builtForCuda, Cards cards, boolean cardsWork) {
        return DeviceChoice.choose(DevicePreference.parse(preference), builtForCuda, cards, device -> {
            tried.add(device);
            if (device instanceof Device.Cuda && !cardsWork) {
                throw new EmbeddingException(device + " is broken");
            }
            return device.toString();
        });
    }
}
