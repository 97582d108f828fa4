package io.evenkeel.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.event.EventEnvelope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads CloudEvents in binary mode: attributes in {@code ce-} headers, the data as the body. */
final class BinaryEvents {
    private static final String PREFIX = "ce-";

    private BinaryEvents() {}

    static Arrival read(Map<String, List<String>> headers, String contentType, JsonNode data) {
        Map<String, String> attributes = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(PREFIX) && !values.isEmpty()) {
                attributes.put(lower.substring(PREFIX.length()), decoded(values.get(0)));
            }
        });
        attributes.put("datacontenttype", contentType);
        return new Arrival.Parsed(new EventEnvelope(attributes, data));
    }

    /** Undoes the percent-encoding of CloudEvents' HTTP binding (section 3.1.3.2). */
    private static String decoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
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
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
