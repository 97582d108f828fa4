package io.evenkeel.contract.schema;

/**
 * One migration of Supabase.
 *
 * @param name its file's name, for example {@code 20261101000000_evenkeel.sql}; names sort in the order of application
 * @param sql its script, to be sent in one piece
 */
public record Migration(String name, String sql) {

    /** The version that the Supabase CLI records: the digits that the name begins with. */
    public String version() {
        int end = name.indexOf('_');
        return end < 0 ? name : name.substring(0, end);
    }
}
