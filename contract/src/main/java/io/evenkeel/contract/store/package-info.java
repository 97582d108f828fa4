/** The port that each database implements: apply, read, and, apart from those, scan. */
@NullMarked
package io.evenkeel.contract.store;

import org.jspecify.annotations.NullMarked;
