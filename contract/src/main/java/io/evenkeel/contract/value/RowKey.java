package io.evenkeel.contract.value;

import java.util.Comparator;

/**
 * What identifies a row.
 *
 * @param entity the entity's name
 * @param workspace the tenant
 * @param key the key column's value as text (a UUID in lower case)
 */
public record RowKey(String entity, String workspace, String key) {
    /** As of any record, but the part that tells most rows apart comes first. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RowKey that
                && key.equals(that.key)
                && entity.equals(that.entity)
                && workspace.equals(that.workspace);
    }

    @Override
    public int hashCode() {
        return (key.hashCode() * 31 + entity.hashCode()) * 31 + workspace.hashCode();
    }

    @Override
    public String toString() {
        return workspace + "/" + entity + "/" + key;
    }

    /**
     * The order in which both stores sort text ({@code COLLATE "C"} and {@code BINARY}): by UTF-8 bytes, that is by code
     * point, which is not the order of {@link String#compareTo} beyond the basic plane.
     */
    public static Comparator<String> textOrder() {
        return RowKey::compareCodePoints;
    }

    private static int compareCodePoints(String left, String right) {
        int l = 0;
        int r = 0;
        while (l < left.length() && r < right.length()) {
            int a = left.codePointAt(l);
            int b = right.codePointAt(r);
            if (a != b) {
                return Integer.compare(a, b);
            }
            l += Character.charCount(a);
            r += Character.charCount(b);
        }
        return Integer.compare(left.length() - l, right.length() - r);
    }
}
