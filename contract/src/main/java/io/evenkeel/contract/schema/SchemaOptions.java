package io.evenkeel.contract.schema;

/**
 * What may differ between installations.
 *
 * @param singleWorkspace whether the key alone is unique too, so that clients can upsert with {@code on_conflict=id}; no
 *     workspace but {@code default} is then accepted
 */
public record SchemaOptions(boolean singleWorkspace) {

    /** Any number of workspaces. */
    public static final SchemaOptions DEFAULT = new SchemaOptions(false);
}
