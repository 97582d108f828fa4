package io.evenkeel.contract.catalogue;

/**
 * Which text of a row gets a vector.
 *
 * @param column the vector column
 * @param text the text column that is embedded
 */
public record VectorSpec(String column, String text) {

    /** The column, beside each vector, that names the model which made it. */
    public static final String MODEL_COLUMN = "embedding_model";
}
