package io.evenkeel.bench.embedding;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.contract.value.Vector;
import java.util.List;

/**
 * Texts to be embedded, and what is to come out.
 *
 * @param texts the texts
 * @param length about how many tokens each has, special tokens included
 * @param expected their vectors, as the engine makes them
 */
record Work(List<String> texts, int length, List<Vector> expected) {
    /** Other releases and optimisation levels of the same engine move a component by 1e-5 at most. */
    private static final double LEAST_COSINE = 0.99999;

    Work {
        texts = List.copyOf(texts);
        expected = List.copyOf(expected);
    }

    /** @throws BenchFailure when a vector points elsewhere, or is missing */
    void check(String name, List<Vector> made) {
        if (made.size() != expected.size()) {
            throw new BenchFailure(name + " made " + made.size() + " vectors of " + expected.size() + " texts");
        }
        for (int i = 0; i < made.size(); i++) {
            double cosine = made.get(i).cosine(expected.get(i));
            if (!(cosine >= LEAST_COSINE)) {
                throw new BenchFailure(
                        name + " made a vector of '" + texts.get(i) + "' whose cosine with the engine's is " + cosine);
            }
        }
    }
}
