package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.localstack.LocalService;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a stack runs, and where the migration stands.
 *
 * @param json the document of {@code status --json}; what cannot be known is null
 */
record StackStatus(ObjectNode json) {

    static StackStatus of(Stack stack) {
        ObjectNode status = Json.object();
        JsonNode parity = Json.object();
        JsonNode cutover = Json.object();
        LocalService checker = stack.services().get(ServiceModule.PARITY);
        if (checker != null && Ready.check(checker.port())) {
            Services services = new Services(stack.settings());
            parity = services.get(Services.Service.PARITY, "/v1/parity");
            cutover = services.get(Services.Service.PARITY, "/v1/cutover");
        }
        status.set("backend", cutover.get("backend"));
        status.set("stage", cutover.get("stage"));
        status.set("term", cutover.get("term"));
        services(stack, status.putArray("services"));
        status.put("postgresUrl", stack.settings().get("SUPABASE_DB_URL"));
        status.put("sqlitePath", stack.sqliteFile().toString());
        status.put("kafkaBootstrap", stack.settings().get("KAFKA_BOOTSTRAP_SERVERS"));
        ObjectNode verdict = status.putObject("parity");
        verdict.set("verdict", parity.get("verdict"));
        verdict.set("lagSeconds", parity.get("lagSeconds"));
        verdict.set("mismatches", parity.get("mismatches"));
        return new StackStatus(status);
    }

    private static void services(Stack stack, ArrayNode services) {
        stack.kafka().ifPresent(kafka -> add(services, "kafka", kafka.pid(), kafka.port(), true));
        stack.postgres().ifPresent(postgres -> add(services, "postgres", postgres.pid(), postgres.port(), true));
        stack.services().forEach((module, service) -> {
            if (service == null) {
                ObjectNode absent = services.addObject();
                absent.put("name", module.module());
                absent.putNull("pid");
                absent.putNull("port");
                absent.put("ready", false);
            } else {
                add(services, module.module(), service.pid(), service.port(), Ready.check(service.port()));
            }
        });
    }

    private static void add(ArrayNode services, String name, long pid, int port, boolean ready) {
        services.addObject().put("name", name).put("pid", pid).put("port", port).put("ready", ready);
    }

    boolean ready() {
        for (JsonNode service : json.path("services")) {
            if (!service.path("ready").asBoolean()) {
                return false;
            }
        }
        return true;
    }

    void print(Output output) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode service : json.path("services")) {
            rows.add(List.of(
                    service.path("name").asText(),
                    service.path("ready").asBoolean()
                            ? "ready"
                            : service.path("pid").isNull() ? "stopped" : "starting",
                    text(service, "pid"),
                    text(service, "port")));
        }
        output.table(List.of("service", "", "pid", "port"), rows);
        output.line(
                "stage      %s (backend %s, term %s)", text(json, "stage"), text(json, "backend"), text(json, "term"));
        JsonNode parity = json.path("parity");
        output.line(
                "parity     %s, lag %s s, %s mismatches",
                text(parity, "verdict"), text(parity, "lagSeconds"), text(parity, "mismatches"));
        output.line("Kafka      %s", text(json, "kafkaBootstrap"));
        output.line("Postgres   %s", text(json, "postgresUrl").replaceFirst(":[^:@/]+@", ":***@"));
        output.line("SQLite     %s", text(json, "sqlitePath"));
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNull() || value.isMissingNode() ? "-" : value.asText();
    }
}
