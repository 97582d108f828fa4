package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void takesAnotherPortWhereThePreferredIsInUse() throws IOException {
        int taken;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            taken = socket.getLocalPort();
            assertThat(Ports.accepts(taken)).isTrue();
            assertThat(Ports.freePort(taken)).isNotEqualTo(taken).isPositive();
        }
        assertThat(Ports.accepts(taken)).isFalse();
        assertThat(Ports.freePort(taken)).isEqualTo(taken);
    }
}
