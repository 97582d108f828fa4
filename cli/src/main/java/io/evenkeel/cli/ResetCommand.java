package io.evenkeel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the local stack and deletes its data. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description =
                "Stops the local stack and deletes its data in .evenkeel/; a database that you named stays as it is.")
final class ResetCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        Stack stack = Stack.here();
        stack.down(output);
        Stack.ofDemo().down(output);
        delete(stack.directory());
        if (output.json()) {
            output.document(Json.object().put("deleted", stack.directory().toString()));
        } else {
            output.line("deleted %s", stack.directory());
        }
        return 0;
    }

    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(directory)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        }
    }
}
