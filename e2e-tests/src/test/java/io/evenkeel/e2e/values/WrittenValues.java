package io.evenkeel.e2e.values;

import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.event.NearMiss;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** Values of every logical type, their limits among them, in the ways that applications write them. */
final class WrittenValues {
    private static final long FIRST_MICROS = -62_135_596_800_000_000L;
    private static final long LAST_MICROS = 253_402_300_799_999_999L;
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private final Random random;
    private final WrittenText texts;
    private final WrittenJson json;

    WrittenValues(Random random) {
        this.random = random;
        this.texts = new WrittenText(random);
        this.json = new WrittenJson(random, texts);
    }

    WrittenText texts() {
        return texts;
    }

    Written of(LogicalType type) {
        return switch (type) {
            case LogicalType.Text text -> text.allowed().isEmpty() ? text(texts.any()) : text(oneOf(text));
            case LogicalType.Int64 ignored -> int64();
            case LogicalType.Float64 ignored -> float64();
            case LogicalType.Decimal ignored -> decimal();
            case LogicalType.Bool ignored -> bool(random.nextBoolean());
            case LogicalType.Uuid ignored -> uuid(new UUID(random.nextLong(), random.nextLong()));
            case LogicalType.Timestamp ignored -> timestamp();
            case LogicalType.Json ignored -> json.document();
            case LogicalType.TextArray ignored -> array();
            case LogicalType.Vector vector -> vector(vector.dimensions());
        };
    }

    Written text(String text) {
        return new Written(texts.quoted(text), new Value.Text(text));
    }

    Written int64(long number) {
        String written = random.nextInt(5) == 0 ? Numbers.written(BigDecimal.valueOf(number), random) : number + "";
        return new Written(written, new Value.Int64(number));
    }

    Written uuid(UUID uuid) {
        String text = random.nextBoolean() ? uuid.toString() : uuid.toString().toUpperCase(Locale.ROOT);
        return new Written('"' + text + '"', new Value.Uuid(uuid));
    }

    private Written int64() {
        return int64(
                switch (random.nextInt(6)) {
                    case 0 -> Long.MIN_VALUE;
                    case 1 -> Long.MAX_VALUE;
                    case 2 -> (1L << 53) + random.nextInt(-2, 3);
                    case 3 -> random.nextInt(-3, 4);
                    default -> random.nextLong() >> random.nextInt(64);
                });
    }

    private Written float64() {
        double number = switch (random.nextInt(8)) {
            case 0 -> Double.MIN_VALUE * random.nextInt(1, 5);
            case 1 -> -Double.MAX_VALUE;
            case 2 -> -0.0;
            case 3 -> Math.nextDown(Double.MIN_NORMAL);
            case 4 -> random.nextInt();
            default -> finite(Double.longBitsToDouble(random.nextLong()));
        };
        String text = random.nextInt(5) == 0 ? new BigDecimal(number).toString() : Double.toString(number);
        return new Written(text, new Value.Float64(number == 0 ? 0.0 : number));
    }

    private static double finite(double number) {
        return Double.isFinite(number) ? number : 0.1 + 0.2;
    }

    private Written decimal() {
        BigDecimal number = switch (random.nextInt(12)) {
            case 0 -> new BigDecimal(digits(1_990), random.nextInt(1_900));
            case 1 -> BigDecimal.ONE.scaleByPowerOfTen(random.nextInt(-1_900, 1_900));
            case 2 -> BigDecimal.ZERO.setScale(random.nextInt(5));
            default -> new BigDecimal(digits(random.nextInt(1, 40)), random.nextInt(-5, 20));
        };
        String written = Numbers.written(number, random);
        return new Written(
                random.nextBoolean() ? written : '"' + written + '"',
                new Value.Decimal(new BigDecimal(Numbers.plain(number))));
    }

    private BigInteger digits(int count) {
        StringBuilder digits = new StringBuilder(random.nextBoolean() ? "-" : "");
        for (int i = 0; i < count; i++) {
            digits.append((char) random.nextInt('0', '9' + 1));
        }
        return new BigInteger(digits.toString());
    }

    private static Written bool(boolean value) {
        return new Written(Boolean.toString(value), new Value.Bool(value));
    }

    private Written timestamp() {
        long micros = switch (random.nextInt(6)) {
            case 0 -> FIRST_MICROS;
            case 1 -> LAST_MICROS;
            case 2 -> -1;
            default -> random.nextLong(FIRST_MICROS, LAST_MICROS + 1);
        };
        boolean nearTheEnds = micros < FIRST_MICROS + 90_000_000_000L || micros > LAST_MICROS - 90_000_000_000L;
        int offset = nearTheEnds ? 0 : random.nextInt(-959, 960);
        Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        String local =
                instant.plusSeconds(offset * 60L).atOffset(ZoneOffset.UTC).format(SECONDS);
        String fraction = "%06d".formatted(Math.floorMod(micros, 1_000_000L))
                + (random.nextInt(4) == 0 ? Integer.toString(random.nextInt(1_000)) : "");
        String zone = offset == 0
                ? "Z"
                : "%s%02d:%02d".formatted(offset < 0 ? "-" : "+", Math.abs(offset) / 60, Math.abs(offset) % 60);
        return new Written('"' + local + "." + fraction + zone + '"', new Value.Timestamp(micros));
    }

    private Written array() {
        List<String> elements = new ArrayList<>();
        List<String> written = new ArrayList<>();
        int size = random.nextInt(20) == 0 ? 300 : random.nextInt(5);
        for (int i = 0; i < size; i++) {
            String element = random.nextInt(100) == 0 ? NearMiss.text(2_000, random.nextLong()) : element();
            elements.add(element);
            written.add(texts.quoted(element));
        }
        return new Written("[" + String.join(",", written) + "]", new Value.TextArray(elements));
    }

    private String element() {
        String any = texts.any();
        return any.length() < 500 ? any : "";
    }

    private Written vector(int dimensions) {
        float[] components = new float[dimensions];
        List<String> written = new ArrayList<>(dimensions);
        boolean anyBits = random.nextInt(dimensions) < 8;
        for (int i = 0; i < dimensions; i++) {
            float any = Float.intBitsToFloat(random.nextInt());
            components[i] = anyBits && Float.isFinite(any) ? any : random.nextFloat() * 2 - 1;
        }
        components[random.nextInt(dimensions)] = random.nextInt(8) == 0 ? Float.MIN_VALUE : 0.5f;
        for (float component : components) {
            written.add(anyBits ? new BigDecimal(component).toString() : Float.toString(component));
        }
        return new Written("[" + String.join(",", written) + "]", new Value.Embedding(Vector.of(components)));
    }

    private String oneOf(LogicalType.Text type) {
        List<String> allowed = List.copyOf(type.allowed());
        return allowed.get(random.nextInt(allowed.size()));
    }
}
