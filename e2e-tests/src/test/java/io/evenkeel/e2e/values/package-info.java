/** Whatever the gate accepts, both databases hold as it was sent: generated rows of every entity through all of them. */
@NullMarked
package io.evenkeel.e2e.values;

import org.jspecify.annotations.NullMarked;
