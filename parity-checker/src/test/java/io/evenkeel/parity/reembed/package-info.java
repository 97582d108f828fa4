/** Tests of rebuilding vectors. */
@NullMarked
package io.evenkeel.parity.reembed;

import org.jspecify.annotations.NullMarked;
