package io.evenkeel.parity.search;

/**
 * How much of the exact answers a vector index found.
 *
 * @param found how many of the exact hits
 * @param wanted how many exact hits there were; at least 1
 */
public record Recall(long found, long wanted) {
    /** The normal quantile of a two-sided interval of 95 %. */
    private static final double Z = 1.959964;

    public Recall {
        if (wanted < 1 || found < 0 || found > wanted) {
            throw new IllegalArgumentException("found " + found + " of " + wanted);
        }
    }

    /** The share that was found, 0 to 1. */
    public double value() {
        return (double) found / wanted;
    }

    /** The lower end of Wilson's 95 % score interval. */
    public double low() {
        return found == 0 ? 0 : Math.max(0, centre() - halfWidth());
    }

    /** The upper end of Wilson's 95 % score interval. */
    public double high() {
        return found == wanted ? 1 : Math.min(1, centre() + halfWidth());
    }

    private double centre() {
        return (value() + Z * Z / (2 * wanted)) / (1 + Z * Z / wanted);
    }

    private double halfWidth() {
        double p = value();
        return Z / (1 + Z * Z / wanted) * Math.sqrt(p * (1 - p) / wanted + Z * Z / (4.0 * wanted * wanted));
    }
}
