package io.evenkeel.parity.history;

/** What is recorded as a whole, whenever it changes. */
sealed interface Recorded permits RunRecorded, RepairRecorded {}
