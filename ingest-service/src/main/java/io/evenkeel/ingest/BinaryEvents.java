package io.evenkeel.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.ProblemCode;
import io.evenkeel.contract.value.Pointers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads CloudEvents in binary mode: attributes in {@code ce-} headers, the data as the body. */
final class BinaryEvents {
    private static final String PREFIX = "ce-";

    private BinaryEvents() {}

    static Arrival read(Map<String, List<String>> headers, String contentType, JsonNode data) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            String lower = header.getKey().toLowerCase(Locale.ROOT);
            if (lower.startsWith(PREFIX) && !header.getValue().isEmpty()) {
                String name = lower.substring(PREFIX.length());
                Problem problem = read(name, header.getValue(), attributes);
                if (problem != null) {
                    return new Arrival.Unparsed(attributes.get("id"), problem);
                }
            }
        }
        attributes.put("datacontenttype", contentType);
        return new Arrival.Parsed(new EventEnvelope(attributes, data));
    }

    private static @Nullable Problem read(String name, List<String> values, Map<String, String> attributes) {
        String pointer = Pointers.child("", name);
        String header = "Header ce-" + ProblemCode.excerpt(name);
        String value = values.get(0);
        if (values.size() > 1) {
            return ProblemCode.INVALID_ATTRIBUTE.at(pointer, header + " is there twice; send it once.");
        }
        // Beyond ASCII, HTTP does not say which characters the bytes of a header are.
        if (value.chars().anyMatch(c -> c > '~')) {
            return ProblemCode.INVALID_ATTRIBUTE.at(
                    pointer, header + " holds characters beyond ASCII; percent-encode their UTF-8, ö as %C3%B6.");
        }
        try {
            attributes.put(name, decoded(value));
            return null;
        } catch (CharacterCodingException invalid) {
            return ProblemCode.INVALID_UTF8.at(
                    pointer, header + " decodes to what is not UTF-8; percent-encode UTF-8, and % itself as %25.");
        }
    }

    /** Undoes the percent-encoding of CloudEvents' HTTP binding (section 3.1.3.2). */
    private static String decoded(String value) throws CharacterCodingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%'
                    && i + 2 < value.length()
                    && HexFormat.isHexDigit(value.charAt(i + 1))
                    && HexFormat.isHexDigit(value.charAt(i + 2))) {
                bytes.write(HexFormat.fromHexDigits(value, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes.toByteArray()))
                .toString();
    }
}
