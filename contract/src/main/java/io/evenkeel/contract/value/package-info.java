/** Values, rows and keys; the domain of values that both databases can hold; the canonical form and its digest. */
@NullMarked
package io.evenkeel.contract.value;

import org.jspecify.annotations.NullMarked;
