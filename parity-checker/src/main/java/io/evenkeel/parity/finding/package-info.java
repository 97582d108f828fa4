/** Comparing three witnesses of a row, and the mismatches that are open. */
@NullMarked
package io.evenkeel.parity.finding;

import org.jspecify.annotations.NullMarked;
