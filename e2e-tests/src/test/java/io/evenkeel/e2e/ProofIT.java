package io.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What an operator can show to somebody else: searches that agree, certificates, alerts that can fire. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProofIT {
    private static final Pattern METRIC = Pattern.compile("\\bevenkeel_[a-z_]+\\b");
    private static final Pattern SELECTOR = Pattern.compile("(evenkeel_[a-z_]+)\\{([a-z_]+)=\"([a-z_]+)\"}");

    @TempDir
    private static Path folder;

    private static Operator operator;
    private static RunningStack stack;

    @BeforeAll
    static void up() {
        operator = new Operator(folder);
        stack = new RunningStack(operator);
        Operator.Result sent = stack.ingest(
                "document.ingested",
                document("d1", "Flutter of thin panels under thermal stress."),
                document("d2", "The boundary layer thickens along the plate."),
                document("d3", "Shock waves in hypersonic flow past a cone."));
        assertThat(sent.exit()).as(sent.out() + sent.err()).isZero();
        assertThat(operator.run("parity", "sweep").exit()).isZero();
    }

    @AfterAll
    static void down() {
        operator.run("down");
    }

    @Test
    @Order(1)
    void searchesFindTheSameInBothStores() throws IOException {
        Operator.Result sampled = operator.run("parity", "search", "--json");
        assertThat(sampled.exit()).as(sampled.out() + sampled.err()).isZero();
        assertThat(sampled.json().path("source").asText()).isEqualTo("sampled");
        Path queries = Files.writeString(
                folder.resolve("queries.txt"), "panel flutter\n{\"text\": \"cone\", \"entity\": \"search_chunks\"}\n");
        Operator.Result given = operator.run("parity", "search", "--queries", queries.toString(), "--k", "3", "--json");
        assertThat(given.exit()).as(given.out() + given.err()).isZero();
        assertThat(given.json().path("recall").path("value").asDouble()).isEqualTo(1);
        assertThat(operator.run("parity", "search", "--queries", "nothing.txt").exit())
                .isEqualTo(2);
    }

    @Test
    @Order(1)
    void whatApplicationsSearchedForFindsTheSameInBothStores() {
        String url = stack.url("query-service", "/v1/search");
        for (String body : List.of(
                "{\"query\": \"panel flutter\"}",
                "{\"query\": \"shock waves\", \"filter\": {\"document_id\": \"d3\"}}",
                "{\"query\": \"panel flutter\", \"k\": 3}")) {
            assertThat(stack.http().post(url, "application/json", body).statusCode())
                    .isEqualTo(200);
        }
        Operator.Result recent = operator.run("parity", "search", "--recent", "--json");
        assertThat(recent.exit()).as(recent.out() + recent.err()).isZero();
        JsonNode report = recent.json();
        assertThat(report.path("source").asText()).isEqualTo("recent");
        assertThat(report.path("verdict").asText()).isEqualTo("verified");
        assertThat(report.path("instances")).singleElement().satisfies(instance -> {
            assertThat(instance.path("url").asText()).isEqualTo(stack.url("query-service", ""));
            assertThat(instance.path("listed").asInt()).isEqualTo(2);
            assertThat(instance.path("taken").asInt()).isEqualTo(2);
        });
        // The first search goes through every entity with vectors, the second through those that have documents.
        assertThat(report.path("queries").asInt()).isGreaterThan(2);
        assertThat(report.path("recall").path("value").asDouble()).isEqualTo(1);
    }

    @Test
    @Order(2)
    void aCertificateIsVerifiedWithoutAnyService() throws IOException {
        Path file = folder.resolve("parity.json");
        Operator.Result issued = operator.run("parity", "certificate", "--out", file.toString());
        assertThat(issued.exit()).as(issued.out() + issued.err()).isZero();
        assertThat(issued.out()).contains("verified");
        String key = RunningStack.json(stack.http().get(stack.url("parity-checker", "/v1/parity/certificates/key")))
                .path("key")
                .asText();

        Operator.Result verified =
                operator.run("parity", "certificate", "--verify", file.toString(), "--key", key, "--json");
        assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
        List<String> outcomes = new ArrayList<>();
        verified.json()
                .path("checks")
                .forEach(check -> outcomes.add(check.path("name").asText() + " "
                        + check.path("outcome").asText()));
        assertThat(outcomes)
                .containsExactly(
                        "signature held",
                        "key held",
                        "catalogue held",
                        "log held",
                        "content held",
                        "sqlite held",
                        "supabase held");

        Path altered = Files.writeString(
                folder.resolve("altered.json"),
                Files.readString(file).replace("\"mismatches\" : 0", "\"mismatches\" : 1"));
        Operator.Result refused = operator.run("parity", "certificate", "--verify", altered.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).contains("FAILED", "changed after it was signed");
        Operator.Result nothing = operator.run("parity", "certificate", "--verify", "nothing.json");
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.err()).contains("nothing.json");
    }

    @Test
    @Order(3)
    void everyFlipLeavesACertificate() throws IOException {
        Operator.Result flipped = operator.run("cutover", "supabase", "--json");
        assertThat(flipped.exit()).as(flipped.out() + flipped.err()).isZero();
        String id = flipped.json().path("certificate").asText();
        assertThat(operator.run("cutover", "sqlite").exit()).isZero();
        // The next sweep begins once both stores have what the log held, and the certificate is made of less.
        assertThat(operator.run("parity", "sweep").exit()).isZero();
        String text = stack.http()
                .get(stack.url("parity-checker", "/v1/cutover/certificates/" + id))
                .body();
        Path file = Files.writeString(folder.resolve("flip.json"), text);
        Operator.Result verified = operator.run("parity", "certificate", "--verify", file.toString(), "--json");
        assertThat(verified.exit()).as(text + verified.out() + verified.err()).isZero();
        assertThat(text).contains("\"to\" : \"live\"", "\"search-recall\"");
    }

    @Test
    @Order(4)
    void alertsNameMetricsThatExist() throws IOException {
        Set<String> exported = new TreeSet<>();
        StringBuilder all = new StringBuilder();
        for (JsonNode service : stack.status().path("services")) {
            String name = service.path("name").asText();
            if (!name.equals("kafka") && !name.equals("postgres")) {
                String metrics = stack.http().get(stack.url(name, "/q/metrics")).body();
                METRIC.matcher(metrics).results().map(MatchResult::group).forEach(exported::add);
                all.append(metrics);
            }
        }
        Path rules = Path.of(System.getProperty("evenkeel.home"), "deploy", "prometheus", "evenkeel-alerts.yml");
        Set<String> alerts = new TreeSet<>();
        for (JsonNode group : new YAMLMapper().readTree(rules.toFile()).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                String alert = rule.path("alert").asText();
                String expression = rule.path("expr").asText();
                assertThat(alerts.add(alert)).as(alert).isTrue();
                assertThat(rule.path("annotations").path("summary").asText())
                        .as(alert)
                        .isNotBlank();
                assertThat(rule.path("annotations").path("description").asText())
                        .as(alert)
                        .isNotBlank();
                assertThat(METRIC.matcher(expression).results().map(MatchResult::group))
                        .as(alert)
                        .isNotEmpty()
                        .isSubsetOf(exported);
                SELECTOR.matcher(expression)
                        .results()
                        .forEach(selector -> assertThat(all.toString())
                                .as(alert)
                                .containsPattern(selector.group(1) + "\\{[^}]*" + selector.group(2) + "=\""
                                        + selector.group(3) + "\""));
            }
        }
        assertThat(alerts).hasSizeGreaterThan(8);
    }

    private static String document(String id, String text) {
        return "{\"id\":\"" + id + "\",\"path\":\"/" + id + ".pdf\",\"type\":\"pdf\",\"title\":\"" + id
                + "\",\"text\":\"" + text + "\"}";
    }
}
