/** Rows that a store does not hold as the log has them, put right by the writer that owns the store. */
@NullMarked
package io.evenkeel.parity.repair;

import org.jspecify.annotations.NullMarked;
