package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestServersIT {
    @Test
    void givesEachCallerADatabaseOfItsOwn() {
        String one = TestServers.createDatabase("orders");
        String other = TestServers.createDatabase("orders");
        assertThat(one).startsWith("postgresql://postgres").isNotEqualTo(other);
        assertThat(TestServers.postgresSource()).isNotBlank();
    }

    @Test
    void givesEveryCallerTheSameBroker() {
        assertThat(TestServers.kafkaBootstrap()).contains(":").isEqualTo(TestServers.kafkaBootstrap());
    }
}
