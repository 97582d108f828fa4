package io.evenkeel.embedding.engine;

/** What a model runs on. As text {@code cpu}, or {@code cuda:} and the card's number. */
public sealed interface Device {

    /** The processor. */
    record Cpu() implements Device {
        @Override
        public String toString() {
            return "cpu";
        }
    }

    /**
     * A card, through CUDA.
     *
     * @param card its number, from 0, as CUDA counts
     */
    record Cuda(int card) implements Device {
        @Override
        public String toString() {
            return "cuda:" + card;
        }
    }
}
