package io.evenkeel.query.request;

import io.evenkeel.contract.change.Position;
import io.evenkeel.query.routing.Positions;
import java.util.ArrayList;
import java.util.List;

/** The request header {@code Evenkeel-After}: what a read has to show. */
public final class AfterHeader {
    /** The header's name. */
    public static final String NAME = "Evenkeel-After";

    private AfterHeader() {}

    /**
     * Reads the header's values, each a comma-separated list of {@code epoch:partition:offset}.
     *
     * @throws InvalidRequestException when one is anything else
     */
    public static Positions parse(List<String> values) {
        List<Position> positions = new ArrayList<>();
        for (String value : values) {
            for (String text : value.split(",", -1)) {
                if (!text.isBlank()) {
                    positions.add(position(text));
                }
            }
        }
        return Positions.of(positions);
    }

    private static Position position(String text) {
        try {
            Position position = Position.parse(text);
            if (position.epoch() >= 0 && position.partition() >= 0 && position.offset() >= 0) {
                return position;
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw InvalidRequestException.parameter(
                NAME,
                "positions as receipts and Evenkeel-Position have them are expected, epoch:partition:offset in decimal,"
                        + " several separated by commas; not '" + text.strip() + "'");
    }
}
