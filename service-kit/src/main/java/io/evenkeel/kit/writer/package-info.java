/** The consuming side of every writer: from the log, through a store's port, to positions, dead letters and lag. */
@NullMarked
package io.evenkeel.kit.writer;

import org.jspecify.annotations.NullMarked;
