package io.evenkeel.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.value.RowKey;
import org.junit.jupiter.api.Test;

class EntityPathTest {
    private static final Catalogue CATALOGUE = Catalogue.shipped();

    @Test
    void anUnknownEntityIsAnsweredWithThoseThatThereAre() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> EntityPath.entity(CATALOGUE, "document"))
                .withMessageContaining("documents")
                .withMessageContaining("memory_items")
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(404));
    }

    @Test
    void keysAreReadAsTheStoresHoldThem() {
        assertThat(EntityPath.key(CATALOGUE.entity("documents"), "acme", "a/b:c"))
                .isEqualTo(new RowKey("documents", "acme", "a/b:c"));
        assertThat(EntityPath.key(CATALOGUE.entity("reasoning_traces"), "acme", "6F1C7D9E-0B5C-4A53-9A51-0D3F5F3C2B10"))
                .isEqualTo(new RowKey("reasoning_traces", "acme", "6f1c7d9e-0b5c-4a53-9a51-0d3f5f3c2b10"));
    }

    @Test
    void aKeyThatNoRowCanHaveIsRefused() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> EntityPath.key(CATALOGUE.entity("reasoning_traces"), "acme", "17"))
                .withMessageContaining("UUID")
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(400));
    }
}
