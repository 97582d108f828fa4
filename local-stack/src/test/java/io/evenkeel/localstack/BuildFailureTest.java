package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BuildFailureTest {
    private static final Path LOG = Path.of("/cache/build.log");

    @Test
    void namesTheStepThatFailedAndWhatToDo() {
        String output =
                "step: reading the package lists of trixie\nok\nstep: compiling pgvector\nmath.h: No such file\n";
        assertThat(BuildFailure.explain(output, LOG)).contains("while compiling pgvector", "libc6-dev", LOG.toString());
    }

    @Test
    void asksForTheNetworkWhereADownloadFailed() {
        assertThat(BuildFailure.explain("step: downloading the server headers", LOG))
                .contains("network");
    }

    @Test
    void copesWithAScriptThatDidNotBegin() {
        assertThat(BuildFailure.explain("sh: not found", LOG)).contains("starting the build");
    }
}
