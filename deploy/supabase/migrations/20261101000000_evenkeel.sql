-- The schema of Evenkeel in Supabase, derived from the entity catalogue.
-- Do not edit: change the catalogue, then print it again with ./evenkeel schema supabase.

set search_path = public, extensions;
do $$
begin
  if exists (select from pg_catalog.pg_namespace where nspname = 'extensions') then
    create extension if not exists vector with schema extensions;
  else
    create extension if not exists vector with schema public;
  end if;
end
$$;

-- Roles, and the workspace of whoever asks
do $$
declare
  wanted text;
begin
  perform pg_advisory_xact_lock(hashtext('evenkeel roles'));
  foreach wanted in array array['anon', 'authenticated', 'service_role', 'evenkeel_writer', 'evenkeel_checker'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;
end
$$;
do $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'evenkeel_writer' and not rolbypassrls) then
    alter role evenkeel_writer bypassrls;
  end if;
exception when insufficient_privilege then
  raise notice 'evenkeel_writer stays under row level security, and inserts new rows instead of copying them: %', sqlerrm;
end
$$;
do $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'evenkeel_checker' and not rolreplication) then
    alter role evenkeel_checker replication;
  end if;
exception when insufficient_privilege then
  raise notice 'evenkeel_checker may not replicate, and only sweeps find what is changed past the log: %', sqlerrm;
end
$$;
create schema evenkeel;
create function evenkeel.workspace() returns text
  language sql stable security invoker set search_path = ''
  as $$
    select coalesce(claims ->> 'workspace_id', claims -> 'app_metadata' ->> 'workspace_id', 'default')
    from (select nullif(current_setting('request.jwt.claims', true), '')::jsonb as claims) as token
  $$;
revoke all on function evenkeel.workspace() from public;
grant usage on schema evenkeel to authenticated, service_role;
grant execute on function evenkeel.workspace() to authenticated, service_role;
grant usage on schema public to authenticated, service_role, evenkeel_writer, evenkeel_checker;

-- Pack documents: artifacts
create table "artifacts" (
  "id" text collate "C" not null,
  "filename" text collate "C" not null,
  "filepath" text collate "C" not null,
  "filetype" text collate "C" not null,
  "report_week" text collate "C",
  "status" text collate "C",
  "source_url" text collate "C",
  "extras" jsonb not null default '{}',
  "table_evidence" bigint not null default 0,
  "chart_evidence" bigint not null default 0,
  "formula_evidence" bigint not null default 0,
  "media_transcripts" bigint not null default 0,
  "media_metadata" bigint not null default 0,
  "web_pages" bigint not null default 0,
  "image_ocr" bigint not null default 0,
  "created_at" timestamptz not null default now(),
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "artifacts_pkey" primary key ("workspace_id", "id")
);
alter table "artifacts" replica identity full;
alter table "artifacts" enable row level security;
revoke all on "artifacts" from public, anon, authenticated, service_role;
grant select on "artifacts" to service_role, evenkeel_checker;
grant select, insert, update, delete on "artifacts" to evenkeel_writer;
create policy "evenkeel_service" on "artifacts" for select to service_role using (true);
create policy "evenkeel_checker" on "artifacts" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "artifacts" for all to evenkeel_writer using (true) with check (true);
grant select on "artifacts" to authenticated;
create policy "evenkeel_workspace" on "artifacts" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: documents
create table "documents" (
  "id" text collate "C" not null,
  "path" text collate "C" not null,
  "type" text collate "C" not null,
  "title" text collate "C",
  "source" text collate "C",
  "created_at" text collate "C",
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "documents_pkey" primary key ("workspace_id", "id"),
  constraint "documents_type_check" check ("type" in ('pdf', 'xml', 'openapi', 'postman'))
);
alter table "documents" replica identity full;
alter table "documents" enable row level security;
revoke all on "documents" from public, anon, authenticated, service_role;
grant select on "documents" to service_role, evenkeel_checker;
grant select, insert, update, delete on "documents" to evenkeel_writer;
create policy "evenkeel_service" on "documents" for select to service_role using (true);
create policy "evenkeel_checker" on "documents" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "documents" for all to evenkeel_writer using (true) with check (true);
grant select on "documents" to authenticated;
create policy "evenkeel_workspace" on "documents" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: document_sections
create table "document_sections" (
  "id" text collate "C" not null,
  "document_id" text collate "C" not null,
  "order" bigint not null,
  "text" text collate "C" not null,
  "page" bigint,
  "bbox_json" jsonb,
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "document_sections_pkey" primary key ("workspace_id", "id"),
  constraint "document_sections_document_id_fkey" foreign key ("workspace_id", "document_id") references "documents" on delete cascade
);
create index "document_sections_document_id_idx" on "document_sections" ("workspace_id", "document_id");
alter table "document_sections" replica identity full;
alter table "document_sections" enable row level security;
revoke all on "document_sections" from public, anon, authenticated, service_role;
grant select on "document_sections" to service_role, evenkeel_checker;
grant select, insert, update, delete on "document_sections" to evenkeel_writer;
create policy "evenkeel_service" on "document_sections" for select to service_role using (true);
create policy "evenkeel_checker" on "document_sections" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "document_sections" for all to evenkeel_writer using (true) with check (true);
grant select on "document_sections" to authenticated;
create policy "evenkeel_workspace" on "document_sections" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: document_tables
create table "document_tables" (
  "id" text collate "C" not null,
  "document_id" text collate "C" not null,
  "order" bigint not null,
  "json" jsonb not null,
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "document_tables_pkey" primary key ("workspace_id", "id"),
  constraint "document_tables_document_id_fkey" foreign key ("workspace_id", "document_id") references "documents" on delete cascade
);
create index "document_tables_document_id_idx" on "document_tables" ("workspace_id", "document_id");
alter table "document_tables" replica identity full;
alter table "document_tables" enable row level security;
revoke all on "document_tables" from public, anon, authenticated, service_role;
grant select on "document_tables" to service_role, evenkeel_checker;
grant select, insert, update, delete on "document_tables" to evenkeel_writer;
create policy "evenkeel_service" on "document_tables" for select to service_role using (true);
create policy "evenkeel_checker" on "document_tables" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "document_tables" for all to evenkeel_writer using (true) with check (true);
grant select on "document_tables" to authenticated;
create policy "evenkeel_workspace" on "document_tables" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: api_endpoints
create table "api_endpoints" (
  "id" text collate "C" not null,
  "document_id" text collate "C" not null,
  "name" text collate "C",
  "method" text collate "C" not null,
  "path" text collate "C" not null,
  "summary" text collate "C",
  "tags" jsonb,
  "params_json" jsonb,
  "responses_json" jsonb,
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "api_endpoints_pkey" primary key ("workspace_id", "id"),
  constraint "api_endpoints_document_id_fkey" foreign key ("workspace_id", "document_id") references "documents" on delete cascade
);
create index "api_endpoints_document_id_idx" on "api_endpoints" ("workspace_id", "document_id");
create index "api_endpoints_method_path_idx" on "api_endpoints" ("workspace_id", "method", "path");
alter table "api_endpoints" replica identity full;
alter table "api_endpoints" enable row level security;
revoke all on "api_endpoints" from public, anon, authenticated, service_role;
grant select on "api_endpoints" to service_role, evenkeel_checker;
grant select, insert, update, delete on "api_endpoints" to evenkeel_writer;
create policy "evenkeel_service" on "api_endpoints" for select to service_role using (true);
create policy "evenkeel_checker" on "api_endpoints" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "api_endpoints" for all to evenkeel_writer using (true) with check (true);
grant select on "api_endpoints" to authenticated;
create policy "evenkeel_workspace" on "api_endpoints" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: log_entries
create table "log_entries" (
  "id" text collate "C" not null,
  "document_id" text collate "C" not null,
  "ts" text collate "C",
  "level" text collate "C",
  "code" text collate "C",
  "component" text collate "C",
  "message" text collate "C",
  "attrs" jsonb,
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "log_entries_pkey" primary key ("workspace_id", "id"),
  constraint "log_entries_document_id_fkey" foreign key ("workspace_id", "document_id") references "documents" on delete cascade
);
create index "log_entries_document_id_idx" on "log_entries" ("workspace_id", "document_id");
alter table "log_entries" replica identity full;
alter table "log_entries" enable row level security;
revoke all on "log_entries" from public, anon, authenticated, service_role;
grant select on "log_entries" to service_role, evenkeel_checker;
grant select, insert, update, delete on "log_entries" to evenkeel_writer;
create policy "evenkeel_service" on "log_entries" for select to service_role using (true);
create policy "evenkeel_checker" on "log_entries" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "log_entries" for all to evenkeel_writer using (true) with check (true);
grant select on "log_entries" to authenticated;
create policy "evenkeel_workspace" on "log_entries" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: tags
create table "tags" (
  "id" text collate "C" not null,
  "document_id" text collate "C" not null,
  "tag" text collate "C" not null,
  "score" double precision,
  "source_ptr" text collate "C",
  "hrm_steps" bigint,
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "tags_pkey" primary key ("workspace_id", "id"),
  constraint "tags_document_id_fkey" foreign key ("workspace_id", "document_id") references "documents" on delete cascade
);
create index "tags_document_id_idx" on "tags" ("workspace_id", "document_id");
alter table "tags" replica identity full;
alter table "tags" enable row level security;
revoke all on "tags" from public, anon, authenticated, service_role;
grant select on "tags" to service_role, evenkeel_checker;
grant select, insert, update, delete on "tags" to evenkeel_writer;
create policy "evenkeel_service" on "tags" for select to service_role using (true);
create policy "evenkeel_checker" on "tags" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "tags" for all to evenkeel_writer using (true) with check (true);
grant select on "tags" to authenticated;
create policy "evenkeel_workspace" on "tags" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: tag_prompts
create table "tag_prompts" (
  "id" text collate "C" not null,
  "document_id" text collate "C" not null,
  "prompt_text" text collate "C" not null,
  "examples" jsonb,
  "created_at" text collate "C",
  "author" text collate "C",
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "tag_prompts_pkey" primary key ("workspace_id", "id"),
  constraint "tag_prompts_document_id_fkey" foreign key ("workspace_id", "document_id") references "documents" on delete cascade
);
create index "tag_prompts_document_id_idx" on "tag_prompts" ("workspace_id", "document_id");
alter table "tag_prompts" replica identity full;
alter table "tag_prompts" enable row level security;
revoke all on "tag_prompts" from public, anon, authenticated, service_role;
grant select on "tag_prompts" to service_role, evenkeel_checker;
grant select, insert, update, delete on "tag_prompts" to evenkeel_writer;
create policy "evenkeel_service" on "tag_prompts" for select to service_role using (true);
create policy "evenkeel_checker" on "tag_prompts" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "tag_prompts" for all to evenkeel_writer using (true) with check (true);
grant select on "tag_prompts" to authenticated;
create policy "evenkeel_workspace" on "tag_prompts" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: facts
create table "facts" (
  "id" text collate "C" not null,
  "artifact_id" text collate "C" not null,
  "report_week" text collate "C",
  "entity" text collate "C",
  "metrics" jsonb not null default '{}',
  "evidence_id" text collate "C",
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "facts_pkey" primary key ("workspace_id", "id"),
  constraint "facts_artifact_id_fkey" foreign key ("workspace_id", "artifact_id") references "artifacts" on delete cascade
);
create index "facts_artifact_id_idx" on "facts" ("workspace_id", "artifact_id");
create index "facts_evidence_id_idx" on "facts" ("workspace_id", "evidence_id");
alter table "facts" replica identity full;
alter table "facts" enable row level security;
revoke all on "facts" from public, anon, authenticated, service_role;
grant select on "facts" to service_role, evenkeel_checker;
grant select, insert, update, delete on "facts" to evenkeel_writer;
create policy "evenkeel_service" on "facts" for select to service_role using (true);
create policy "evenkeel_checker" on "facts" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "facts" for all to evenkeel_writer using (true) with check (true);
grant select on "facts" to authenticated;
create policy "evenkeel_workspace" on "facts" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: evidence
create table "evidence" (
  "id" text collate "C" not null,
  "artifact_id" text collate "C" not null,
  "locator" text collate "C",
  "preview" text collate "C",
  "content_type" text collate "C",
  "coordinates" jsonb,
  "full_data" jsonb,
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "evidence_pkey" primary key ("workspace_id", "id"),
  constraint "evidence_artifact_id_fkey" foreign key ("workspace_id", "artifact_id") references "artifacts" on delete cascade
);
create index "evidence_artifact_id_idx" on "evidence" ("workspace_id", "artifact_id");
alter table "evidence" replica identity full;
alter table "evidence" enable row level security;
revoke all on "evidence" from public, anon, authenticated, service_role;
grant select on "evidence" to service_role, evenkeel_checker;
grant select, insert, update, delete on "evidence" to evenkeel_writer;
create policy "evenkeel_service" on "evidence" for select to service_role using (true);
create policy "evenkeel_checker" on "evidence" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "evidence" for all to evenkeel_writer using (true) with check (true);
grant select on "evidence" to authenticated;
create policy "evenkeel_workspace" on "evidence" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: summaries
create table "summaries" (
  "id" text collate "C" not null,
  "scope" text collate "C" not null,
  "scope_key" text collate "C" not null,
  "style" text collate "C" not null,
  "provider" text collate "C",
  "prompt" text collate "C",
  "summary_text" text collate "C" not null,
  "artifact_ids" jsonb not null default '[]',
  "evidence_ids" jsonb not null default '[]',
  "created_at" text collate "C" not null,
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "summaries_pkey" primary key ("workspace_id", "id")
);
alter table "summaries" replica identity full;
alter table "summaries" enable row level security;
revoke all on "summaries" from public, anon, authenticated, service_role;
grant select on "summaries" to service_role, evenkeel_checker;
grant select, insert, update, delete on "summaries" to evenkeel_writer;
create policy "evenkeel_service" on "summaries" for select to service_role using (true);
create policy "evenkeel_checker" on "summaries" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "summaries" for all to evenkeel_writer using (true) with check (true);
grant select on "summaries" to authenticated;
create policy "evenkeel_workspace" on "summaries" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: search_chunks
create table "search_chunks" (
  "id" text collate "C" not null,
  "document_id" text collate "C",
  "source_type" text collate "C",
  "chunk_index" bigint not null,
  "text" text collate "C" not null,
  "meta" jsonb not null default '{}',
  "embedding" vector(384),
  "created_at" timestamptz not null default now(),
  "embedding_model" text collate "C",
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "search_chunks_pkey" primary key ("workspace_id", "id"),
  constraint "search_chunks_document_id_fkey" foreign key ("workspace_id", "document_id") references "documents" on delete cascade
) with (toast_tuple_target = 4000);
create index "search_chunks_document_id_idx" on "search_chunks" ("workspace_id", "document_id");
create index "search_chunks_embedding_hnsw" on "search_chunks" using hnsw ("embedding" vector_cosine_ops);
alter table "search_chunks" replica identity full;
alter table "search_chunks" enable row level security;
revoke all on "search_chunks" from public, anon, authenticated, service_role;
grant select on "search_chunks" to service_role, evenkeel_checker;
grant select, insert, update, delete on "search_chunks" to evenkeel_writer;
create policy "evenkeel_service" on "search_chunks" for select to service_role using (true);
create policy "evenkeel_checker" on "search_chunks" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "search_chunks" for all to evenkeel_writer using (true) with check (true);
grant select on "search_chunks" to authenticated;
create policy "evenkeel_workspace" on "search_chunks" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: hrm_runs
create table "hrm_runs" (
  "id" text collate "C" not null,
  "document_id" text collate "C",
  "started_at" timestamptz not null default now(),
  "steps" bigint not null,
  "halted" boolean not null,
  "metadata" jsonb not null default '{}',
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "hrm_runs_pkey" primary key ("workspace_id", "id")
);
create index "hrm_runs_document_id_idx" on "hrm_runs" ("workspace_id", "document_id");
alter table "hrm_runs" replica identity full;
alter table "hrm_runs" enable row level security;
revoke all on "hrm_runs" from public, anon, authenticated, service_role;
grant select on "hrm_runs" to service_role, evenkeel_checker;
grant select, insert, update, delete on "hrm_runs" to evenkeel_writer;
create policy "evenkeel_service" on "hrm_runs" for select to service_role using (true);
create policy "evenkeel_checker" on "hrm_runs" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "hrm_runs" for all to evenkeel_writer using (true) with check (true);
grant select on "hrm_runs" to authenticated;
create policy "evenkeel_workspace" on "hrm_runs" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack documents: hrm_metrics
create table "hrm_metrics" (
  "id" text collate "C" not null,
  "run_id" text collate "C" not null,
  "name" text collate "C" not null,
  "value" double precision not null,
  "latency_ms" double precision,
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "hrm_metrics_pkey" primary key ("workspace_id", "id"),
  constraint "hrm_metrics_run_id_fkey" foreign key ("workspace_id", "run_id") references "hrm_runs" on delete cascade
);
create index "hrm_metrics_run_id_idx" on "hrm_metrics" ("workspace_id", "run_id");
alter table "hrm_metrics" replica identity full;
alter table "hrm_metrics" enable row level security;
revoke all on "hrm_metrics" from public, anon, authenticated, service_role;
grant select on "hrm_metrics" to service_role, evenkeel_checker;
grant select, insert, update, delete on "hrm_metrics" to evenkeel_writer;
create policy "evenkeel_service" on "hrm_metrics" for select to service_role using (true);
create policy "evenkeel_checker" on "hrm_metrics" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "hrm_metrics" for all to evenkeel_writer using (true) with check (true);
grant select on "hrm_metrics" to authenticated;
create policy "evenkeel_workspace" on "hrm_metrics" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack reasoning: reasoning_traces
create table "reasoning_traces" (
  "id" uuid not null,
  "task" text collate "C" not null,
  "task_embedding" vector(384),
  "trajectory" jsonb not null default '[]',
  "outcome" text collate "C" not null,
  "metadata" jsonb not null default '{}',
  "parent_trace_id" uuid,
  "timestamp" timestamptz not null default now(),
  "num_memories" bigint not null default 0,
  "created_at" timestamptz not null default now(),
  "updated_at" timestamptz not null default now(),
  "embedding_model" text collate "C",
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "reasoning_traces_pkey" primary key ("workspace_id", "id"),
  constraint "reasoning_traces_outcome_check" check ("outcome" in ('success', 'failure', 'partial'))
) with (toast_tuple_target = 4000);
create index "reasoning_traces_parent_trace_id_idx" on "reasoning_traces" ("workspace_id", "parent_trace_id");
create index "reasoning_traces_task_embedding_hnsw" on "reasoning_traces" using hnsw ("task_embedding" vector_cosine_ops);
alter table "reasoning_traces" replica identity full;
alter table "reasoning_traces" enable row level security;
revoke all on "reasoning_traces" from public, anon, authenticated, service_role;
grant select on "reasoning_traces" to service_role, evenkeel_checker;
grant select, insert, update, delete on "reasoning_traces" to evenkeel_writer;
create policy "evenkeel_service" on "reasoning_traces" for select to service_role using (true);
create policy "evenkeel_checker" on "reasoning_traces" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "reasoning_traces" for all to evenkeel_writer using (true) with check (true);
grant select on "reasoning_traces" to authenticated;
create policy "evenkeel_workspace" on "reasoning_traces" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack reasoning: memory_items
create table "memory_items" (
  "id" uuid not null,
  "trace_id" uuid not null,
  "title" text collate "C" not null,
  "description" text collate "C",
  "content" text collate "C" not null,
  "content_embedding" vector(384),
  "error_context" jsonb,
  "pattern_tags" text[] collate "C" not null default '{}',
  "difficulty_level" text collate "C",
  "domain_category" text collate "C",
  "parent_memory_id" uuid,
  "evolution_stage" bigint not null default 0,
  "created_at" timestamptz not null default now(),
  "updated_at" timestamptz not null default now(),
  "embedding_model" text collate "C",
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "memory_items_pkey" primary key ("workspace_id", "id"),
  constraint "memory_items_trace_id_fkey" foreign key ("workspace_id", "trace_id") references "reasoning_traces" on delete cascade,
  constraint "memory_items_difficulty_level_check" check ("difficulty_level" in ('simple', 'moderate', 'complex', 'expert'))
) with (toast_tuple_target = 4000);
create index "memory_items_trace_id_idx" on "memory_items" ("workspace_id", "trace_id");
create index "memory_items_parent_memory_id_idx" on "memory_items" ("workspace_id", "parent_memory_id");
create index "memory_items_pattern_tags_gin" on "memory_items" using gin ("pattern_tags");
create index "memory_items_content_embedding_hnsw" on "memory_items" using hnsw ("content_embedding" vector_cosine_ops);
alter table "memory_items" replica identity full;
alter table "memory_items" enable row level security;
revoke all on "memory_items" from public, anon, authenticated, service_role;
grant select on "memory_items" to service_role, evenkeel_checker;
grant select, insert, update, delete on "memory_items" to evenkeel_writer;
create policy "evenkeel_service" on "memory_items" for select to service_role using (true);
create policy "evenkeel_checker" on "memory_items" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "memory_items" for all to evenkeel_writer using (true) with check (true);
grant select on "memory_items" to authenticated;
create policy "evenkeel_workspace" on "memory_items" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack chat: chat_sessions
create table "chat_sessions" (
  "id" text collate "C" not null,
  "user_id" text collate "C",
  "title" text collate "C",
  "metadata" jsonb not null default '{}',
  "created_at" timestamptz not null default now(),
  "updated_at" timestamptz not null default now(),
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "chat_sessions_pkey" primary key ("workspace_id", "id")
);
alter table "chat_sessions" replica identity full;
alter table "chat_sessions" enable row level security;
revoke all on "chat_sessions" from public, anon, authenticated, service_role;
grant select on "chat_sessions" to service_role, evenkeel_checker;
grant select, insert, update, delete on "chat_sessions" to evenkeel_writer;
create policy "evenkeel_service" on "chat_sessions" for select to service_role using (true);
create policy "evenkeel_checker" on "chat_sessions" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "chat_sessions" for all to evenkeel_writer using (true) with check (true);
grant select on "chat_sessions" to authenticated;
create policy "evenkeel_workspace" on "chat_sessions" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- Pack chat: chat_messages
create table "chat_messages" (
  "id" text collate "C" not null,
  "session_id" text collate "C" not null,
  "position" bigint not null,
  "role" text collate "C" not null,
  "content" text collate "C" not null,
  "metadata" jsonb not null default '{}',
  "created_at" timestamptz not null default now(),
  "workspace_id" text collate "C" not null default 'default',
  "source_epoch" bigint,
  "source_partition" integer,
  "source_offset" bigint,
  "source_sequence" bigint,
  constraint "chat_messages_pkey" primary key ("workspace_id", "id"),
  constraint "chat_messages_session_id_fkey" foreign key ("workspace_id", "session_id") references "chat_sessions" on delete cascade,
  constraint "chat_messages_role_check" check ("role" in ('system', 'user', 'assistant', 'tool'))
);
create index "chat_messages_session_id_idx" on "chat_messages" ("workspace_id", "session_id");
alter table "chat_messages" replica identity full;
alter table "chat_messages" enable row level security;
revoke all on "chat_messages" from public, anon, authenticated, service_role;
grant select on "chat_messages" to service_role, evenkeel_checker;
grant select, insert, update, delete on "chat_messages" to evenkeel_writer;
create policy "evenkeel_service" on "chat_messages" for select to service_role using (true);
create policy "evenkeel_checker" on "chat_messages" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "chat_messages" for all to evenkeel_writer using (true) with check (true);
grant select on "chat_messages" to authenticated;
create policy "evenkeel_workspace" on "chat_messages" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- How far the store has come
create table "evenkeel_position" (
  "topic" text collate "C" not null,
  "partition" integer not null,
  "next_offset" bigint not null,
  "applied_offset" bigint not null,
  "epoch" bigint not null,
  constraint "evenkeel_position_pkey" primary key ("topic", "partition")
);

alter table "evenkeel_position" enable row level security;
revoke all on "evenkeel_position" from public, anon, authenticated, service_role;
grant select on "evenkeel_position" to service_role, evenkeel_checker;
grant select, insert, update, delete on "evenkeel_position" to evenkeel_writer;
create policy "evenkeel_service" on "evenkeel_position" for select to service_role using (true);
create policy "evenkeel_checker" on "evenkeel_position" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "evenkeel_position" for all to evenkeel_writer using (true) with check (true);

-- Which rows were deleted, by which event
create table "evenkeel_tombstone" (
  "entity" text collate "C" not null,
  "workspace_id" text collate "C" not null,
  "key" text collate "C" not null,
  "epoch" bigint not null,
  "partition" integer not null,
  "offset" bigint not null,
  "sequence" bigint,
  constraint "evenkeel_tombstone_pkey" primary key ("entity", "workspace_id", "key")
);

alter table "evenkeel_tombstone" enable row level security;
revoke all on "evenkeel_tombstone" from public, anon, authenticated, service_role;
grant select on "evenkeel_tombstone" to service_role, evenkeel_checker;
grant select, insert, update, delete on "evenkeel_tombstone" to evenkeel_writer;
create policy "evenkeel_service" on "evenkeel_tombstone" for select to service_role using (true);
create policy "evenkeel_checker" on "evenkeel_tombstone" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "evenkeel_tombstone" for all to evenkeel_writer using (true) with check (true);
grant select on "evenkeel_tombstone" to authenticated;
create policy "evenkeel_workspace" on "evenkeel_tombstone" for select to authenticated using ("workspace_id" = (select evenkeel.workspace()));

-- What made the vectors
create table "evenkeel_embedding_model" (
  "model" text collate "C" not null,
  "engine" text collate "C" not null,
  "optimisation" text collate "C" not null,
  "device" text collate "C" not null,
  "partition" integer not null,
  "change_sets" bigint not null,
  "last_epoch" bigint not null,
  "last_offset" bigint not null,
  constraint "evenkeel_embedding_model_pkey"
    primary key ("model", "engine", "optimisation", "device", "partition")
);

alter table "evenkeel_embedding_model" enable row level security;
revoke all on "evenkeel_embedding_model" from public, anon, authenticated, service_role;
grant select on "evenkeel_embedding_model" to service_role, evenkeel_checker;
grant select, insert, update, delete on "evenkeel_embedding_model" to evenkeel_writer;
create policy "evenkeel_service" on "evenkeel_embedding_model" for select to service_role using (true);
create policy "evenkeel_checker" on "evenkeel_embedding_model" for select to evenkeel_checker using (true);
create policy "evenkeel_writer" on "evenkeel_embedding_model" for all to evenkeel_writer using (true) with check (true);

-- What change capture reads
create publication "evenkeel" for table
  "artifacts",
  "documents",
  "document_sections",
  "document_tables",
  "api_endpoints",
  "log_entries",
  "tags",
  "tag_prompts",
  "facts",
  "evidence",
  "summaries",
  "search_chunks",
  "hrm_runs",
  "hrm_metrics",
  "reasoning_traces",
  "memory_items",
  "chat_sessions",
  "chat_messages";

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

reset search_path;

