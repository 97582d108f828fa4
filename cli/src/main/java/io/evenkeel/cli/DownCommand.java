package io.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the local stack. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops the local stack; its data stay.")
final class DownCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        List<String> stopped = new ArrayList<>(Stack.here().down(output));
        // One that 'demo --keep' has left.
        stopped.addAll(Stack.ofDemo().down(output));
        if (output.json()) {
            var document = Json.object();
            var names = document.putArray("stopped");
            stopped.forEach(names::add);
            output.document(document);
        } else {
            output.line(stopped.isEmpty() ? "nothing was running" : "stopped " + String.join(", ", stopped));
        }
        return 0;
    }
}
