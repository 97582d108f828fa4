package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.value.Vector;
import io.evenkeel.embedding.engine.Embedder.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachingEmbedderTest {
    private final CachingEmbedder cached = new CachingEmbedder(SharedModel.EMBEDDER, 2);

    @Test
    void embedsUnchangedTextOnce() {
        List<Vector> first = cached.embed(List.of("one", "two", "one"), Purpose.PASSAGE);
        List<Vector> again = cached.embed(List.of("two", "one", "two"), Purpose.QUERY);

        assertThat(first.get(0)).isEqualTo(first.get(2)).isNotEqualTo(first.get(1));
        assertThat(again).containsExactly(first.get(1), first.get(0), first.get(1));
        assertThat(cached.misses()).isEqualTo(2);
        assertThat(cached.hits()).isEqualTo(3);
    }

    @Test
    void forgetsTheTextThatWasUsedLongestAgoAndGivesItTheSameBitsAgain() {
        Vector one = cached.embed(List.of("one"), Purpose.PASSAGE).getFirst();
        cached.embed(List.of("two", "three"), Purpose.PASSAGE);
        assertThat(cached.size()).isEqualTo(2);
        assertThat(cached.embed(List.of("one"), Purpose.PASSAGE)).containsExactly(one);
        assertThat(cached.misses()).isEqualTo(4);
    }
}
