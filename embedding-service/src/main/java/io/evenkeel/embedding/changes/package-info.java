/** Events to change sets: what an event does, its chunks and vectors, and the loop that does it exactly once. */
@NullMarked
package io.evenkeel.embedding.changes;

import org.jspecify.annotations.NullMarked;
