/** Tests of the consuming side. */
@NullMarked
package io.evenkeel.kit.writer;

import org.jspecify.annotations.NullMarked;
