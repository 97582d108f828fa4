/** Stages and backends, and the records of the control log that decide them. */
@NullMarked
package io.evenkeel.contract.control;

import org.jspecify.annotations.NullMarked;
