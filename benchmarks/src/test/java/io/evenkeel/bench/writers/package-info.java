/** Tests of the contenders. */
@NullMarked
package io.evenkeel.bench.writers;

import org.jspecify.annotations.NullMarked;
