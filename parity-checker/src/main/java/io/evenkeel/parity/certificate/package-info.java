/** Signed statements of what the log held and whether both stores held it, and the check of such a statement. */
@NullMarked
package io.evenkeel.parity.certificate;

import org.jspecify.annotations.NullMarked;
