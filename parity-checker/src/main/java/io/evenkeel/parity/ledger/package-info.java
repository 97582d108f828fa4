/** What the log alone says of every row, in a local file that can be built again. */
@NullMarked
package io.evenkeel.parity.ledger;

import org.jspecify.annotations.NullMarked;
