package io.evenkeel.parity.certificate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.evenkeel.contract.change.Position;
import java.io.IOException;

/** Writes and reads the certificates' JSON: positions as {@code epoch:partition:offset}, times as ISO 8601. */
final class CertificateJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addSerializer(Position.class, new JsonSerializer<>() {
                        @Override
                        public void serialize(Position position, JsonGenerator out, SerializerProvider provider)
                                throws IOException {
                            out.writeString(position.toString());
                        }
                    })
                    .addDeserializer(Position.class, new JsonDeserializer<>() {
                        @Override
                        public Position deserialize(JsonParser in, DeserializationContext context) throws IOException {
                            return Position.parse(in.getValueAsString(""));
                        }
                    }))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private CertificateJson() {}

    /** A record as a JSON object. */
    static ObjectNode write(Object written) {
        return MAPPER.valueToTree(written);
    }

    /** @throws JsonProcessingException when the object is no such record */
    static <T> T read(JsonNode json, Class<T> type) throws JsonProcessingException {
        return MAPPER.treeToValue(json, type);
    }
}
