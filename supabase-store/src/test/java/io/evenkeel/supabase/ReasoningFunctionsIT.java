package io.evenkeel.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.schema.Migrations;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The functions of the pack reasoning, called as applications call them. */
class ReasoningFunctionsIT {
    private static MigratedDatabase database;

    @BeforeAll
    static void fill() throws SQLException {
        database = MigratedDatabase.likeSupabase(Migrations.list().getFirst().sql());
        // Vectors in a plane, at 0, 60 and 90 degrees to the first axis.
        database.run("""
                create function at(degrees float8) returns extensions.vector language sql as $$
                  select (array[cosd(degrees), sind(degrees)] || array_fill(0::float8, array[382]))::extensions.vector $$;
                insert into reasoning_traces (id, task, task_embedding, outcome, metadata, workspace_id) values
                  ('00000000-0000-0000-0000-00000000000a', 'near', at(0), 'success', '{}', 'default'),
                  ('00000000-0000-0000-0000-00000000000b', 'far', at(90), 'failure', '{"domain": "law"}', 'default'),
                  ('00000000-0000-0000-0000-00000000000c', 'middle', at(60), 'success', '{}', 'default'),
                  ('00000000-0000-0000-0000-00000000000d', 'unseen', at(0), 'partial', '{}', 'other'),
                  ('00000000-0000-0000-0000-00000000000e', 'bare', null, 'partial', '{}', 'default');
                insert into memory_items
                  (id, trace_id, title, content, content_embedding, domain_category, pattern_tags, error_context, workspace_id)
                values
                  ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-00000000000a', 'one', '', at(60),
                   'law', '{x,y}', '{"kind": "late"}', 'default'),
                  ('00000000-0000-0000-0000-0000000000a2', '00000000-0000-0000-0000-00000000000a', 'two', '', at(0),
                   'trade', '{}', null, 'default'),
                  ('00000000-0000-0000-0000-0000000000d1', '00000000-0000-0000-0000-00000000000d', 'three', '', at(0),
                   'law', '{}', null, 'other')""");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @Test
    void findsTheNearestTracesOfTheCallersWorkspace() throws SQLException {
        assertThat(user("select task || ' ' || round(distance::numeric, 3) || ' ' || round(similarity::numeric, 3)"
                        + " from search_similar_traces(query_embedding => at(0))"))
                .containsExactly("near 0.000 1.000", "middle 0.500 0.500", "far 1.000 0.000");
        assertThat(user("select task from search_similar_traces(query_embedding => at(0), match_count => 1)"))
                .containsExactly("near");
        assertThat(
                        user(
                                "select task from search_similar_traces(query_embedding => at(0), outcome_filter => 'failure')"))
                .containsExactly("far");
        assertThat(user("select task from search_similar_traces(query_embedding => at(0), domain_filter => 'law')"))
                .containsExactly("near", "far");
        assertThat(user("select task from search_similar_traces(query_embedding => at(0), workspace => 'other')"))
                .as("row-level security holds inside too")
                .isEmpty();
        assertThat(service("select task from search_similar_traces(query_embedding => at(0), workspace => 'other')"))
                .containsExactly("unseen");
    }

    @Test
    void findsTheNearestMemoriesWithTheirTraces() throws SQLException {
        assertThat(user(
                        "select title || ' ' || trace_outcome || ' ' || (trace_timestamp <= now()) || ' ' || pattern_tags::text"
                                + " from search_similar_memories(query_embedding => at(0))"))
                .containsExactly("two success true {}", "one success true {x,y}");
        assertThat(user("select title from search_similar_memories(query_embedding => at(0), domain_filter => 'law')"))
                .containsExactly("one");
        assertThat(
                        service(
                                "select title from search_similar_memories(query_embedding => at(0), workspace_filter => 'other')"))
                .containsExactly("three");
    }

    @Test
    void hasTheResultColumnsThatApplicationsRead() throws SQLException {
        assertThat(
                        database.texts(
                                "select pg_get_function_result(oid) from pg_proc"
                                        + " where proname in ('search_similar_traces', 'search_similar_memories') order by proname desc"))
                .containsExactly(
                        "TABLE(id uuid, task text, outcome text, \"timestamp\" timestamp with time zone,"
                                + " distance double precision, similarity double precision)",
                        "TABLE(id uuid, trace_id uuid, title text, description text, content text,"
                                + " error_context jsonb, pattern_tags text[], difficulty_level text, domain_category text,"
                                + " parent_memory_id uuid, evolution_stage bigint, distance double precision,"
                                + " similarity double precision, trace_outcome text,"
                                + " trace_timestamp timestamp with time zone)");
    }

    @Test
    void countsTracesAndMemories() throws SQLException {
        assertThat(user("select to_jsonb(s) from get_reasoning_bank_stats() s"))
                .containsExactly("{\"success_rate\": 50.00, \"total_traces\": 4, \"failure_traces\": 1,"
                        + " \"success_traces\": 2, \"total_memories\": 2, \"memories_with_errors\": 1}");
        assertThat(service("select success_rate from get_reasoning_bank_stats(workspace => 'nowhere')"))
                .containsExactly("0");
        assertThat(user("select check_pgvector_enabled()")).containsExactly("t");
    }

    private static List<String> user(String query) throws SQLException {
        return database.asUser("", query);
    }

    private static List<String> service(String query) throws SQLException {
        return database.as("service_role", query);
    }
}
