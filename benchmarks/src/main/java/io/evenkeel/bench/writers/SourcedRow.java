package io.evenkeel.bench.writers;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.Row;

/**
 * A row and the position that its source columns say.
 *
 * @param row the row
 * @param position where its event stands
 */
record SourcedRow(Row row, Position position) {}
