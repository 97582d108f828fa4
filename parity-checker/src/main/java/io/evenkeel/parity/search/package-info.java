/** Whether searches find the same in both stores, and how much the vector index finds of what is there. */
@NullMarked
package io.evenkeel.parity.search;

import org.jspecify.annotations.NullMarked;
