package io.evenkeel.contract.change;

import java.util.Comparator;

/**
 * A place in {@code evenkeel.events}: what receipts, {@code source_*} columns, barriers and watermarks all mean.
 *
 * @param epoch the incarnation of the log, see {@link io.evenkeel.contract.topic.Epochs}
 * @param partition the partition
 * @param offset the offset in it
 */
public record Position(long epoch, int partition, long offset) {

    /** The order within one partition; positions of different partitions have no order. */
    public static final Comparator<Position> LOG_ORDER =
            Comparator.comparingLong(Position::epoch).thenComparingLong(Position::offset);

    /** Whether this is later in its partition's log than the other. */
    public boolean isAfter(Position other) {
        return LOG_ORDER.compare(this, other) > 0;
    }

    /**
     * Reads {@code epoch:partition:offset}.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    public static Position parse(String text) {
        String[] parts = text.strip().split(":", -1);
        if (parts.length == 3) {
            try {
                return new Position(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            } catch (NumberFormatException notNumbers) {
                // said below, with the whole text
            }
        }
        throw new IllegalArgumentException("a position is epoch:partition:offset in decimal, not '" + text + "'");
    }

    /** {@code epoch:partition:offset} in decimal. */
    @Override
    public String toString() {
        return epoch + ":" + partition + ":" + offset;
    }
}
