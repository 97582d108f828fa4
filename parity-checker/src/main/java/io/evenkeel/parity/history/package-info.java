/** The record of runs, mismatches and repairs: kept in a file until Supabase has it, and read from there. */
@NullMarked
package io.evenkeel.parity.history;

import org.jspecify.annotations.NullMarked;
