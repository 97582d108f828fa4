-- Pack reasoning: the functions that applications call with named arguments. They run with the caller's rights. The last
-- argument is the workspace; when it is left out, it is the caller's own.

-- domain_filter: traces whose metadata names that domain, or that a memory of that domain belongs to.
create function search_similar_traces(
  query_embedding vector,
  match_count integer default 5,
  outcome_filter text default null,
  domain_filter text default null,
  workspace text default null
) returns table (
  id uuid,
  task text,
  outcome text,
  "timestamp" timestamptz,
  distance double precision,
  similarity double precision
)
  language sql stable security invoker
  set search_path = public, extensions, pg_temp
  set hnsw.iterative_scan = strict_order
  as $$
    select nearest.id, nearest.task, nearest.outcome, nearest."timestamp", nearest.distance, 1 - nearest.distance
    from (
      select t.id, t.task, t.outcome, t."timestamp", t.task_embedding <=> query_embedding as distance
      from reasoning_traces as t
      where t.workspace_id = coalesce(workspace, (select evenkeel.workspace()))
        and t.task_embedding is not null
        and (outcome_filter is null or t.outcome = outcome_filter)
        and (
          domain_filter is null
          or t.metadata ->> 'domain' = domain_filter
          or exists (
            select from memory_items as m
            where m.workspace_id = t.workspace_id and m.trace_id = t.id and m.domain_category = domain_filter
          )
        )
      order by t.task_embedding <=> query_embedding
      limit match_count
    ) as nearest
    order by nearest.distance, nearest.id
  $$;

-- workspace_filter is an older name of workspace.
create function search_similar_memories(
  query_embedding vector,
  match_count integer default 5,
  domain_filter text default null,
  workspace_filter text default null,
  workspace text default null
) returns table (
  id uuid,
  trace_id uuid,
  title text,
  description text,
  content text,
  error_context jsonb,
  pattern_tags text[],
  difficulty_level text,
  domain_category text,
  parent_memory_id uuid,
  evolution_stage bigint,
  distance double precision,
  similarity double precision,
  trace_outcome text,
  trace_timestamp timestamptz
)
  language sql stable security invoker
  set search_path = public, extensions, pg_temp
  set hnsw.iterative_scan = strict_order
  as $$
    select
      nearest.id, nearest.trace_id, nearest.title, nearest.description, nearest.content, nearest.error_context,
      nearest.pattern_tags, nearest.difficulty_level, nearest.domain_category, nearest.parent_memory_id,
      nearest.evolution_stage, nearest.distance, 1 - nearest.distance, t.outcome, t."timestamp"
    from (
      select m.*, m.content_embedding <=> query_embedding as distance
      from memory_items as m
      where m.workspace_id = coalesce(workspace, workspace_filter, (select evenkeel.workspace()))
        and m.content_embedding is not null
        and (domain_filter is null or m.domain_category = domain_filter)
      order by m.content_embedding <=> query_embedding
      limit match_count
    ) as nearest
    join reasoning_traces as t on t.workspace_id = nearest.workspace_id and t.id = nearest.trace_id
    order by nearest.distance, nearest.id
  $$;

-- success_rate is in per cent, with two digits; 0 while there are no traces.
create function get_reasoning_bank_stats(workspace text default null) returns table (
  total_traces bigint,
  success_traces bigint,
  failure_traces bigint,
  total_memories bigint,
  memories_with_errors bigint,
  success_rate numeric
)
  language sql stable security invoker
  set search_path = public, extensions, pg_temp
  as $$
    select
      t.total, t.success, t.failure, m.total, m.with_errors,
      coalesce(round(100.0 * t.success / nullif(t.total, 0), 2), 0)
    from
      (
        select
          count(*) as total,
          count(*) filter (where r.outcome = 'success') as success,
          count(*) filter (where r.outcome = 'failure') as failure
        from reasoning_traces as r
        where r.workspace_id = coalesce(workspace, (select evenkeel.workspace()))
      ) as t,
      (
        select count(*) as total, count(i.error_context) as with_errors
        from memory_items as i
        where i.workspace_id = coalesce(workspace, (select evenkeel.workspace()))
      ) as m
  $$;

-- The same for every workspace; it takes one to be called like the others.
create function check_pgvector_enabled(workspace text default null) returns boolean
  language sql stable security invoker
  set search_path = ''
  as $$
    select exists (select from pg_catalog.pg_extension where extname = 'vector')
  $$;

revoke all on function search_similar_traces(vector, integer, text, text, text) from public, anon;
revoke all on function search_similar_memories(vector, integer, text, text, text) from public, anon;
revoke all on function get_reasoning_bank_stats(text) from public, anon;
revoke all on function check_pgvector_enabled(text) from public, anon;
grant execute on function search_similar_traces(vector, integer, text, text, text) to authenticated, service_role;
grant execute on function search_similar_memories(vector, integer, text, text, text) to authenticated, service_role;
grant execute on function get_reasoning_bank_stats(text) to authenticated, service_role;
grant execute on function check_pgvector_enabled(text) to authenticated, service_role;
