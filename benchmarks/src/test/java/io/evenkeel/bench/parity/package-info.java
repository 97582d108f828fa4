/** Tests of the contenders. */
@NullMarked
package io.evenkeel.bench.parity;

import org.jspecify.annotations.NullMarked;
