package io.evenkeel.parity.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.parity.certificate.SignedCertificate.NotACertificateException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedCertificateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private SigningKey key;
    private String text;

    @BeforeEach
    void sign() {
        key = SigningKey.open(folder.resolve("key.pem"));
        text = SignedCertificate.sign(Certified.ofAFlip(), key).text();
    }

    @Test
    void readsBackWhatItSigned() {
        SignedCertificate read = SignedCertificate.parse(text);
        assertThat(read.certificate()).isEqualTo(Certified.ofAFlip());
        assertThat(read.signatureHolds()).isTrue();
        assertThat(read.key()).isEqualTo(key.verifying());
    }

    @Test
    void whiteSpaceAndTheOrderOfMembersDoNotMatter() throws IOException {
        ObjectNode reversed = JSON.createObjectNode();
        JsonNode document = JSON.readTree(text);
        List<String> names = new ArrayList<>();
        document.fieldNames().forEachRemaining(names::add);
        Collections.reverse(names);
        names.forEach(name -> reversed.set(name, document.get(name)));
        assertThat(SignedCertificate.parse(reversed.toString()).signatureHolds())
                .isTrue();
    }

    @Test
    void noValueCanBeChanged() throws IOException {
        List<String> pointers = new ArrayList<>();
        leaves(JSON.readTree(text), "", pointers);
        assertThat(pointers).hasSizeGreaterThan(30).contains("/parity/mismatches", "/flip/gates/0/passed");
        for (String pointer : pointers) {
            assertThat(holds(changed(pointer))).as(pointer).isFalse();
        }
    }

    @Test
    void nothingCanBeAddedOrTakenAway() throws IOException {
        ObjectNode more = (ObjectNode) JSON.readTree(text);
        more.put("note", "also verified by me");
        assertThat(holds(more.toString())).isFalse();
        ObjectNode less = (ObjectNode) JSON.readTree(text);
        less.remove("flip");
        assertThat(holds(less.toString())).isFalse();
        ObjectNode cut = (ObjectNode) JSON.readTree(text);
        ((ArrayNode) cut.path("positions")).removeAll();
        assertThat(holds(cut.toString())).isFalse();
    }

    @Test
    void theSignatureIsOfTheKeyThatItNames() throws IOException {
        ObjectNode other = (ObjectNode) JSON.readTree(text);
        other.put(
                "key", SigningKey.open(folder.resolve("other.pem")).verifying().text());
        assertThat(SignedCertificate.parse(other.toString()).signatureHolds()).isFalse();
    }

    @Test
    void saysWhyADocumentIsNoCertificate() {
        assertRefused("hello", "not JSON");
        assertRefused("[]", "'certificate'");
        assertRefused("{\"verdict\": \"verified\"}", "'certificate'");
        assertRefused("{\"certificate\": \"evenkeel-parity/2\"}", "no signature");
        assertRefused(text.replace("evenkeel-parity/2", "evenkeel-parity/1"), "evenkeel-parity/1");
        assertRefused(text.replace("\"positions\"", "\"places\""), "positions");
        assertRefused(text.replace("1790000000000:1:17", "1790000000000:7:17"), "not of the log");
        assertRefused(text.replaceAll("\"key\" : \"[^\"]+\"", "\"key\" : \"none\""), "no");
        assertRefused(text.replace("\"id\"", "\"id\": 1, \"id\""), "JSON");
    }

    private void assertRefused(String document, String why) {
        assertThatThrownBy(() -> SignedCertificate.parse(document))
                .isInstanceOf(NotACertificateException.class)
                .hasMessageContaining(why);
    }

    private static boolean holds(String document) {
        try {
            return SignedCertificate.parse(document).signatureHolds();
        } catch (NotACertificateException refused) {
            return false;
        }
    }

    private String changed(String pointer) throws IOException {
        JsonNode document = JSON.readTree(text);
        int cut = pointer.lastIndexOf('/');
        JsonNode owner = document.at(pointer.substring(0, cut));
        JsonNode changed = change(document.at(pointer));
        if (owner instanceof ArrayNode array) {
            array.set(Integer.parseInt(pointer.substring(cut + 1)), changed);
        } else {
            ((ObjectNode) owner).set(pointer.substring(cut + 1), changed);
        }
        return document.toString();
    }

    private static JsonNode change(JsonNode value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value.getNodeType()) {
            case STRING -> nodes.textNode(swapFirst(value.textValue()));
            case NUMBER -> nodes.numberNode(value.decimalValue().add(BigDecimal.ONE));
            case BOOLEAN -> nodes.booleanNode(!value.booleanValue());
            default -> nodes.textNode("changed");
        };
    }

    /** Another text of the same form, where the first character can be another digit or letter. */
    private static String swapFirst(String text) {
        char first = text.charAt(0);
        return (first == '1' ? '2' : first == 'A' ? 'B' : Character.isDigit(first) ? '1' : 'A') + text.substring(1);
    }

    private static void leaves(JsonNode node, String pointer, List<String> found) {
        if (node.isObject()) {
            node.properties().forEach(field -> leaves(field.getValue(), pointer + "/" + field.getKey(), found));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                leaves(node.get(i), pointer + "/" + i, found);
            }
        } else {
            found.add(pointer);
        }
    }
}
