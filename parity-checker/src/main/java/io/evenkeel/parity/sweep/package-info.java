/** Compares all content of both stores with the ledger. */
@NullMarked
package io.evenkeel.parity.sweep;

import org.jspecify.annotations.NullMarked;
