-- What parity-checker has found over time: runs, mismatches and repairs, to be read with SQL and dashboards.
-- Nothing that verifies, repairs or flips needs it.

create table evenkeel.parity_run (
  id uuid not null,
  kind text collate "C" not null,
  state text collate "C" not null,
  verdict text collate "C",
  reason text collate "C",
  epoch bigint not null,
  entities text collate "C",
  workspace_id text collate "C",
  since timestamptz,
  load double precision,
  requested_at timestamptz not null,
  started_at timestamptz,
  seconds double precision not null,
  rows_compared bigint,
  rows_expected bigint,
  mismatches bigint,
  source text collate "C",
  k integer,
  queries bigint,
  equal bigint,
  different bigint,
  in_flight bigint,
  recall_found bigint,
  recall_wanted bigint,
  recorded_at timestamptz not null,
  constraint parity_run_pkey primary key (id),
  constraint parity_run_kind_check check (kind in ('sweep', 'search')),
  constraint parity_run_state_check check (state in ('running', 'done', 'stopped', 'failed'))
);
comment on table evenkeel.parity_run is 'Comparisons of all content (sweep) and of searches (search)';
comment on column evenkeel.parity_run.entities is 'The only entities, comma-separated; null for all';
create index parity_run_by_time on evenkeel.parity_run (requested_at, id);

create table evenkeel.parity_mismatch (
  id uuid not null,
  epoch bigint not null,
  entity text collate "C" not null,
  workspace_id text collate "C" not null,
  key text collate "C" not null,
  kind text collate "C" not null,
  column_name text collate "C",
  store text collate "C" not null,
  log_value text collate "C",
  sqlite_value text collate "C",
  supabase_value text collate "C",
  values_cut boolean not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  closed_at timestamptz,
  closed_how text collate "C",
  recorded_at timestamptz not null,
  constraint parity_mismatch_pkey primary key (id),
  constraint parity_mismatch_store_check check (store in ('sqlite', 'supabase', 'both')),
  constraint parity_mismatch_closed_check check ((closed_at is null) = (closed_how is null))
);
comment on table evenkeel.parity_mismatch is 'Rows, or columns of them, that a store did not hold as the log says';
comment on column evenkeel.parity_mismatch.store is 'Which store differed from the log';
comment on column evenkeel.parity_mismatch.values_cut is 'Whether a value was longer than what is kept here';
create index parity_mismatch_by_time on evenkeel.parity_mismatch (first_seen, id);
create index parity_mismatch_by_key on evenkeel.parity_mismatch (entity, workspace_id, key);
create index parity_mismatch_by_end on evenkeel.parity_mismatch (closed_at);

create table evenkeel.parity_repair (
  id uuid not null,
  at timestamptz not null,
  asked_by text collate "C" not null,
  entity text collate "C" not null,
  workspace_id text collate "C" not null,
  key text collate "C" not null,
  store text collate "C" not null,
  action text collate "C" not null,
  outcome text collate "C" not null,
  code text collate "C",
  message text collate "C",
  recorded_at timestamptz not null,
  constraint parity_repair_pkey primary key (id)
);
comment on table evenkeel.parity_repair is 'What became of the repair of a row in a store';
create index parity_repair_by_time on evenkeel.parity_repair (at, id);
create index parity_repair_by_key on evenkeel.parity_repair (entity, workspace_id, key);

grant usage on schema evenkeel to evenkeel_checker;
do $$
declare
  name text;
begin
  foreach name in array array['parity_run', 'parity_mismatch', 'parity_repair'] loop
    execute format('alter table evenkeel.%I enable row level security', name);
    execute format('revoke all on evenkeel.%I from public, anon, authenticated, service_role, evenkeel_writer', name);
    execute format('grant select on evenkeel.%I to service_role', name);
    execute format('grant select, insert, update, delete on evenkeel.%I to evenkeel_checker', name);
    execute format('create policy evenkeel_service on evenkeel.%I for select to service_role using (true)', name);
    execute format('create policy evenkeel_checker on evenkeel.%I for all to evenkeel_checker using (true) with check (true)', name);
  end loop;
end
$$;
