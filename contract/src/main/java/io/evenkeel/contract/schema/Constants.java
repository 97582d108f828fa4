package io.evenkeel.contract.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.evenkeel.contract.catalogue.ColumnDefault;
import io.evenkeel.contract.catalogue.LogicalType;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Constant defaults of the catalogue, which has checked that they fit their columns. */
final class Constants {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Constants() {}

    static JsonNode json(ColumnDefault.Constant constant) {
        try {
            return JSON.readTree(constant.json());
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a constant of the catalogue is JSON, not " + constant.json(), malformed);
        }
    }

    static String text(ColumnDefault.Constant constant) {
        return json(constant).textValue();
    }

    static boolean bool(ColumnDefault.Constant constant) {
        return json(constant).booleanValue();
    }

    static String decimal(ColumnDefault.Constant constant) {
        BigDecimal number = json(constant).decimalValue();
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    static List<String> elements(ColumnDefault.Constant constant) {
        return json(constant).valueStream().map(JsonNode::textValue).toList();
    }

    /** An array as Postgres prints {@code jsonb}, with a space behind each comma. */
    static String canonicalArray(ColumnDefault.Constant constant) {
        return json(constant).valueStream().map(JsonNode::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    static IllegalStateException unexpected(LogicalType type) {
        return new IllegalStateException("a " + type.label() + " has no constant default");
    }
}
