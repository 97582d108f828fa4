@NullMarked
package io.evenkeel.parity.history;

import org.jspecify.annotations.NullMarked;
