package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresServerTest {
    @Test
    void comesBackFromItsLine() {
        for (String password : new String[] {"", "secret"}) {
            TestServers.PostgresServer server = new TestServers.PostgresServer(
                    new Databases("127.0.0.1", 5432, password), "the Postgres of this machine, /usr/lib/postgresql/17");
            assertThat(TestServers.PostgresServer.parse(server.toString())).isEqualTo(server);
        }
    }

    @Test
    void isComputedOncePerJvm() {
        String property = "evenkeel.test-servers.of-this-test";
        assertThat(OncePerJvm.value(property, () -> "first")).isEqualTo("first");
        assertThat(OncePerJvm.value(property, () -> "second")).isEqualTo("first");
        System.clearProperty(property);
    }
}
