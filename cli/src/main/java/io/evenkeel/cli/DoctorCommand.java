package io.evenkeel.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks what Evenkeel needs, and says what to do. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks this machine, Kafka and the database, and says what to do.",
        footer = "Exit status: 0 nothing is in the way, 1 something is.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        Stack stack = Stack.here();
        List<Finding> findings = new ArrayList<>(new MachineChecks(stack).run());
        findings.addAll(new DatabaseChecks(stack.settings().get("SUPABASE_DB_URL")).run());
        boolean healthy = findings.stream().noneMatch(finding -> finding.state() == Finding.State.BROKEN);
        if (output.json()) {
            ArrayNode checks = Json.object().putArray("checks");
            findings.forEach(finding -> checks.addObject()
                    .put("name", finding.name())
                    .put("state", finding.state().name().toLowerCase(Locale.ROOT))
                    .put("found", finding.found())
                    .put("advice", finding.advice()));
            output.document(Json.object().put("healthy", healthy).set("checks", checks));
        } else {
            output.table(
                    List.of("check", "", "found"),
                    findings.stream()
                            .map(finding ->
                                    List.of(finding.name(), finding.state().mark(), finding.found()))
                            .toList());
            findings.stream()
                    .filter(finding -> !finding.advice().isEmpty())
                    .forEach(finding -> output.line("%s: %s", finding.name(), finding.advice()));
        }
        return healthy ? 0 : CommandFailure.FAILED;
    }
}
