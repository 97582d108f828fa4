package io.evenkeel.supabase;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the roles of Supabase's API may see and call. */
class RowLevelSecurityIT {
    private final TestDatabase database = TestDatabase.create();

    @BeforeEach
    void fill() {
        LogOfChanges log = new LogOfChanges(1, 0);
        log.add(key("documents", "d1"), new Upsert(document("d1", "ours")));
        RowKey theirs = new RowKey("documents", "other", "d2");
        log.add(theirs, new Upsert(new Row(theirs, document("d2", "theirs").values())));
        RowKey trace = key("reasoning_traces", Rows.keyFor("reasoning_traces", "t"));
        log.add(trace, new Upsert(Rows.random(trace.entity(), trace.key(), "", new Random(3))));
        try (SupabaseStore store = database.open()) {
            store.writer().apply(log.take(), refusals -> assertThat(refusals).isEmpty());
        }
    }

    @Test
    void aUserSeesOnlyTheWorkspaceOfTheirToken() {
        assertThat(as("authenticated", "{\"workspace_id\": \"other\"}", "SELECT id FROM documents"))
                .isEqualTo("d2");
        assertThat(as("authenticated", "{\"app_metadata\": {\"workspace_id\": \"other\"}}", "SELECT id FROM documents"))
                .isEqualTo("d2");
        assertThat(as("authenticated", "{\"workspace_id\": \"third\"}", "SELECT count(*) FROM documents"))
                .isEqualTo("0");
        assertThat(as("service_role", "{}", "SELECT count(*) FROM documents")).isEqualTo("2");
    }

    @Test
    void aUserChangesNothingAndAnAnonymousCallerSeesNothing() {
        assertThatThrownBy(() -> as("authenticated", "{}", "DELETE FROM documents"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> as("authenticated", "{}", "SELECT * FROM evenkeel_position"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> as("anon", "{}", "SELECT * FROM documents")).hasMessageContaining("permission denied");
    }

    @Test
    void applicationsCallTheFunctionsWithNamedArguments() {
        String vector = IntStream.range(0, 384)
                .mapToObj(i -> Double.toString(Math.sin(i + 1)))
                .collect(Collectors.joining(",", "'[", "]'"));
        assertThat(as(
                        "authenticated",
                        "{\"workspace_id\": \"default\"}",
                        "SELECT count(*) FROM search_similar_traces(query_embedding => " + vector
                                + ", match_count => 5, outcome_filter => null, domain_filter => null)"))
                .isEqualTo("1");
        assertThat(as(
                        "service_role",
                        "{}",
                        "SELECT count(*) FROM search_similar_memories(query_embedding => " + vector
                                + ", match_count => 5, domain_filter => null, workspace_filter => 'default')"))
                .isEqualTo("0");
        assertThat(as("service_role", "{}", "SELECT total_traces FROM get_reasoning_bank_stats()"))
                .isEqualTo("1");
        assertThat(as("authenticated", "{}", "SELECT check_pgvector_enabled()")).isEqualTo("t");
    }

    private String as(String role, String claims, String sql) {
        return String.join(
                ",",
                database.sql(
                        "BEGIN", "SET LOCAL ROLE " + role, "SET LOCAL \"request.jwt.claims\" = '" + claims + "'", sql));
    }
}
