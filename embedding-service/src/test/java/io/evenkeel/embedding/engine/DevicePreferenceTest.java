package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.embedding.engine.DevicePreference.Auto;
import io.evenkeel.embedding.engine.DevicePreference.Fixed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicePreferenceTest {

    @Test
    void readsWhatIsAllowed() {
        assertThat(DevicePreference.parse("auto")).isEqualTo(new Auto());
        assertThat(DevicePreference.parse("cpu")).isEqualTo(new Fixed(new Device.Cpu()));
        assertThat(DevicePreference.parse("cuda")).isEqualTo(new Fixed(new Device.Cuda(0)));
        assertThat(DevicePreference.parse(" CUDA:12 ")).isEqualTo(new Fixed(new Device.Cuda(12)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:1234", "cpu:0", "cuda 1"})
    void refusesTheRestAndSaysWhatIsAllowed(String wrong) {
        assertThatThrownBy(() -> DevicePreference.parse(wrong))
                .hasMessage("EMBEDDING_DEVICE is \"" + wrong
                        + "\"; allowed are auto, cpu, cuda, and cuda:N with the number of a card, from 0");
    }
}
