package io.evenkeel.localstack;

import java.nio.file.Path;

/** Says from a build's output at which step it failed and what to do. */
final class BuildFailure {
    private static final String STEP = "step: ";

    private BuildFailure() {}

    static String explain(String output, Path log) {
        String step = output.lines()
                .filter(line -> line.startsWith(STEP))
                .reduce((earlier, later) -> later)
                .map(line -> line.substring(STEP.length()))
                .orElse("starting the build");
        return "Preparing pgvector failed while " + step + ". " + advice(step) + " The whole output is in " + log + ".";
    }

    private static String advice(String step) {
        if (step.startsWith("finding")) {
            return "This machine's apt sources name no Debian mirror; EVENKEEL_DEBIAN_MIRROR can.";
        }
        if (step.startsWith("looking")) {
            return "They are missing: apt-get install debian-archive-keyring.";
        }
        if (step.startsWith("reading") || step.startsWith("downloading")) {
            return "Is the network up, and does this machine's Debian mirror answer?";
        }
        if (step.startsWith("compiling")) {
            return "Are the C headers there? apt-get install libc6-dev.";
        }
        return "Is there space on the disk?";
    }
}
