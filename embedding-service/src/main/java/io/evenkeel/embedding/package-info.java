/** Turns events into change sets with vectors, exactly once, and serves embeddings for queries: settings and beans. */
@NullMarked
package io.evenkeel.embedding;

import org.jspecify.annotations.NullMarked;
