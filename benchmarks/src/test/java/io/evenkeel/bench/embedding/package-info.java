/** Tests of {@code bench embedding}. */
@NullMarked
package io.evenkeel.bench.embedding;

import org.jspecify.annotations.NullMarked;
