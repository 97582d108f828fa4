/** Verifies every change once both stores have passed it. */
@NullMarked
package io.evenkeel.parity.tail;

import org.jspecify.annotations.NullMarked;
