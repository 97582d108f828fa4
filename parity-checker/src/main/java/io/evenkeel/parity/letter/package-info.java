/** Dead letters as people ask for them: which are open, and their end by replay or dismissal. */
@NullMarked
package io.evenkeel.parity.letter;

import org.jspecify.annotations.NullMarked;
