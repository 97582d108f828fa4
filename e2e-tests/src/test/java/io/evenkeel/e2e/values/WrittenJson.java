package io.evenkeel.e2e.values;

import io.evenkeel.contract.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** JSON documents, with the one text that Postgres prints of each, made here without the contract's code. */
final class WrittenJson {
    private static final int MAX_DEPTH = 64;

    private final Random random;
    private final WrittenText texts;

    WrittenJson(Random random, WrittenText texts) {
        this.random = random;
        this.texts = texts;
    }

    private record Node(String written, String canonical) {}

    /** A document; now and then as deep as may be, or wide. */
    Written document() {
        Node node = switch (random.nextInt(30)) {
            case 0 -> deep();
            case 1 -> container(MAX_DEPTH, 200);
            default -> value(4);
        };
        // null alone would be NULL.
        return node.canonical.equals("null")
                ? new Written("[null]", new Value.Json("[null]"))
                : new Written(node.written, new Value.Json(node.canonical));
    }

    private Node deep() {
        Node node = value(0);
        for (int i = 0; i < MAX_DEPTH; i++) {
            node = random.nextBoolean()
                    ? new Node("[" + node.written + "]", "[" + node.canonical + "]")
                    : new Node("{\"d\" :" + node.written + "}", "{\"d\": " + node.canonical + "}");
        }
        return node;
    }

    private Node value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 5)) {
            case 0 -> same(List.of("null", "true", "false").get(random.nextInt(3)));
            case 1, 2 -> number();
            case 3, 4 -> text(texts.any());
            default -> container(depth, 5);
        };
    }

    private Node container(int depth, int most) {
        int size = random.nextInt(most);
        return random.nextBoolean() ? array(depth, size) : object(depth, size);
    }

    private Node array(int depth, int size) {
        List<String> written = new ArrayList<>();
        List<String> canonical = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Node element = value(Math.min(depth - 1, 3));
            written.add(element.written);
            canonical.add(element.canonical);
        }
        return new Node(
                "[" + String.join(space() + "," + space(), written) + "]", "[" + String.join(", ", canonical) + "]");
    }

    private Node object(int depth, int size) {
        Map<String, Node> members = new HashMap<>();
        for (int i = 0; i < size; i++) {
            members.put(texts.any(), value(Math.min(depth - 1, 3)));
        }
        List<Map.Entry<String, Node>> entries = new ArrayList<>(members.entrySet());
        Collections.shuffle(entries, random);
        List<String> written = new ArrayList<>();
        entries.forEach(entry ->
                written.add(texts.quoted(entry.getKey()) + space() + ":" + space() + entry.getValue().written));
        entries.sort((left, right) -> {
            byte[] a = left.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] b = right.getKey().getBytes(StandardCharsets.UTF_8);
            return a.length == b.length ? Arrays.compareUnsigned(a, b) : Integer.compare(a.length, b.length);
        });
        List<String> canonical = new ArrayList<>();
        entries.forEach(entry -> canonical.add(escaped(entry.getKey()) + ": " + entry.getValue().canonical));
        return new Node("{" + String.join(",", written) + space() + "}", "{" + String.join(", ", canonical) + "}");
    }

    private Node text(String text) {
        return new Node(texts.quoted(text), escaped(text));
    }

    private Node number() {
        BigDecimal number = switch (random.nextInt(6)) {
            case 0 -> BigDecimal.valueOf(random.nextLong());
            case 1 -> BigDecimal.ZERO;
            case 2 -> new BigDecimal(unscaled(100), 100 - 1 - random.nextInt(-308, 309));
            case 3 -> BigDecimal.ONE.scaleByPowerOfTen(random.nextBoolean() ? 308 : -308);
            default -> BigDecimal.valueOf(random.nextInt(-100_000, 100_000), random.nextInt(6));
        };
        return new Node(Numbers.written(number, random), Numbers.plain(number));
    }

    /** Digits of which neither the first nor the last is 0. */
    private BigInteger unscaled(int digits) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
        for (int i = 0; i < digits; i++) {
            text.append((char) random.nextInt('1', '9' + 1));
        }
        return new BigInteger(text.toString());
    }

    private String space() {
        return switch (random.nextInt(6)) {
            case 0 -> " ";
            case 1 -> "\t\r\n";
            default -> "";
        };
    }

    /** As Postgres' escape_json writes it. */
    private static String escaped(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (char c : text.toCharArray()) {
            int known = "\b\f\n\r\t\"\\".indexOf(c);
            if (known >= 0) {
                json.append('\\').append("bfnrt\"\\".charAt(known));
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private static Node same(String text) {
        return new Node(text, text);
    }
}
