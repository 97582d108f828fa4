package io.evenkeel.embedding.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The NVIDIA cards that this machine shows, without asking CUDA, which may be what is missing.
 *
 * @param count how many
 * @param seen where they were seen; empty when there are none
 */
record Cards(int count, String seen) {
    private static final Pattern DEVICE_FILE = Pattern.compile("nvidia\\d+");

    /**
     * Looks for cards where the driver and, on a Jetson, the system show them.
     *
     * @param root the root of the file system
     */
    static Cards in(Path root) {
        return entries(root, "proc/driver/nvidia/gpus", Pattern.compile(".+"))
                .or(() -> entries(root, "dev", DEVICE_FILE))
                .or(() -> file(root, "dev/nvhost-gpu"))
                .or(() -> file(root, "etc/nv_tegra_release"))
                .or(() -> file(root, "dev/dxg"))
                .orElse(new Cards(0, ""));
    }

    private static Optional<Cards> entries(Path root, String folder, Pattern name) {
        try (Stream<Path> entries = Files.list(root.resolve(folder))) {
            int count = (int) entries.filter(entry ->
                            name.matcher(entry.getFileName().toString()).matches())
                    .count();
            return count == 0 ? Optional.empty() : Optional.of(new Cards(count, "/" + folder));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static Optional<Cards> file(Path root, String file) {
        return Files.exists(root.resolve(file)) ? Optional.of(new Cards(1, "/" + file)) : Optional.empty();
    }
}
