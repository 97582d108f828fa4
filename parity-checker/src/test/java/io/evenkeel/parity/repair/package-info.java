@NullMarked
package io.evenkeel.parity.repair;

import org.jspecify.annotations.NullMarked;
