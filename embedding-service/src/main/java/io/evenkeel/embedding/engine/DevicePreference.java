package io.evenkeel.embedding.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which device the operator wants the model to run on. */
public sealed interface DevicePreference {

    /** The setting's name, for messages. */
    String SETTING = "EMBEDDING_DEVICE";

    /** A card where a real inference works on it, else the CPU. */
    record Auto() implements DevicePreference {}

    /** That device, or the service does not start. */
    record Fixed(Device device) implements DevicePreference {}

    /**
     * Reads the setting.
     *
     * @param setting {@code auto}, {@code cpu}, {@code cuda} (the first card) or {@code cuda:N}, in any case
     * @throws IllegalArgumentException when it is something else; the message names setting, value and what is allowed
     */
    static DevicePreference parse(String setting) {
        Matcher matcher = Pattern.compile("(auto)|(cpu)|cuda(?::(\\d{1,3}))?", Pattern.CASE_INSENSITIVE)
                .matcher(setting.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(SETTING + " is \"" + setting
                    + "\"; allowed are auto, cpu, cuda, and cuda:N with the number of a card, from 0");
        }
        if (matcher.group(1) != null) {
            return new Auto();
        }
        if (matcher.group(2) != null) {
            return new Fixed(new Device.Cpu());
        }
        String card = matcher.group(3);
        return new Fixed(new Device.Cuda(card == null ? 0 : Integer.parseInt(card)));
    }
}
