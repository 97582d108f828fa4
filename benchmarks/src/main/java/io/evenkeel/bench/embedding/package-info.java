/** {@code bench embedding}: the engine and the service beside peers and beside what the processor can do. */
@NullMarked
package io.evenkeel.bench.embedding;

import org.jspecify.annotations.NullMarked;
