package io.evenkeel.kit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SafeBindingTest {

    @Test
    void loopbackNeedsNoToken() {
        assertThatCode(() -> SafeBinding.check("127.0.0.1", false)).doesNotThrowAnyException();
        assertThatCode(() -> SafeBinding.check("::1", false)).doesNotThrowAnyException();
        assertThatCode(() -> SafeBinding.check("localhost", false)).doesNotThrowAnyException();
    }

    @Test
    void beyondLoopbackNeedsAToken() {
        assertThatThrownBy(() -> SafeBinding.check("0.0.0.0", false)).hasMessageContaining("EVENKEEL_ADMIN_TOKEN");
        assertThatCode(() -> SafeBinding.check("0.0.0.0", true)).doesNotThrowAnyException();
    }
}
