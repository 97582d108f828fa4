package io.evenkeel.embedding.engine;

/**
 * A piece of a text that the model takes in whole.
 *
 * @param index its place among the pieces, from 0
 * @param start the first character in the original text, counted in Unicode code points from 0, as {@code substr} counts
 *     in both databases (there from 1)
 * @param end past the last character, in code points
 * @param tokens how many tokens the model sees, special tokens and the model's prefix included
 * @param text the characters from start to end, unchanged
 */
public record Chunk(int index, int start, int end, int tokens, String text) {}
