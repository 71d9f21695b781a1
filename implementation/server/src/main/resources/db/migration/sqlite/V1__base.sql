-- Times are INTEGER microseconds since 1970 UTC. `no` is the inner key; `id` the public one. Each table has one owning module, named above it.
-- `autoincrement` where a number must never be given again: readers, runs and caches know streams, turns, conversations and projects by it,
-- and may still hold one that has just been deleted.

-- journal
create table stream (
  no integer primary key autoincrement,
  id text not null unique,
  kind text not null,
  owner text not null,
  conversation_no integer,
  terminal integer not null default 0
) strict;

create table event (
  stream_no integer not null references stream (no) on delete cascade,
  seq integer not null,
  at integer not null,
  type text not null,
  data text not null,
  primary key (stream_no, seq)
) strict, without rowid;

-- settings
create table setting (
  owner text not null,
  key text not null,
  value text,
  secret blob,
  updated_at integer not null,
  primary key (owner, key)
) strict, without rowid;

-- projects
create table project (
  no integer primary key autoincrement,
  id text not null,
  owner text not null,
  name text not null collate nocase,
  display_name text not null,
  description text,
  path text not null,
  external integer not null default 0,
  active integer not null default 0,
  connector_ids text not null default '[]',
  skill_ids text not null default '[]',
  moved_from text,
  created_at integer not null,
  updated_at integer not null,
  version integer not null default 1,
  unique (owner, id),
  unique (owner, name)
) strict;
create index project_list on project (owner, no);
create unique index project_active on project (owner) where active = 1;
create index project_moving on project (no) where moved_from is not null;

create table file_removal (
  no integer primary key,
  owner text not null,
  path text not null,
  created_at integer not null
) strict;

-- permissions
create table permission (
  no integer primary key,
  owner text not null,
  project_no integer references project (no) on delete cascade,
  tool text not null,
  pattern text not null,
  effect text not null check (effect in ('allow', 'ask', 'deny')),
  created_at integer not null,
  updated_at integer not null
) strict;
create unique index permission_rule on permission (owner, coalesce(project_no, 0), tool, pattern);
create index permission_of_project on permission (project_no);

-- conversations
create table conversation (
  no integer primary key autoincrement,
  id text not null,
  owner text not null,
  project_no integer not null references project (no),
  title text not null default '',
  goal text,
  status text not null default 'active' check (status in ('active', 'archived')),
  harness text,
  model text,
  reasoning_effort text,
  disabled_connections text not null default '[]',
  turns integer not null default 0,
  listed integer not null default 1,
  created_at integer not null,
  updated_at integer not null,
  version integer not null default 1,
  unique (owner, id)
) strict;
create index conversation_recent on conversation (owner, updated_at desc, no desc) where listed = 1;
create index conversation_project on conversation (owner, project_no, updated_at desc, no desc) where listed = 1;
create index conversation_archived on conversation (owner, updated_at desc, no desc) where listed = 1 and status = 'archived';
create index conversation_archived_project on conversation (owner, project_no, updated_at desc, no desc)
  where listed = 1 and status = 'archived';
create index conversation_of_project on conversation (project_no, no);

create table item (
  no integer primary key,
  id text not null unique,
  conversation_no integer not null references conversation (no) on delete cascade,
  turn_no integer not null,
  turn_ordinal integer not null,
  position integer not null,
  type text not null,
  role text not null,
  status text not null,
  model text,
  content text,
  text text not null,
  opaque text,
  created_at integer not null,
  unique (conversation_no, turn_ordinal, position)
) strict;

-- turns
create table turn (
  no integer primary key autoincrement,
  id text not null unique,
  owner text not null,
  conversation_no integer not null references conversation (no) on delete cascade,
  stream_no integer not null references stream (no) on delete cascade,
  ordinal integer not null,
  state text not null check (state in ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled', 'interrupted')),
  harness text not null,
  requested_model text,
  reasoning_effort text,
  model text,
  -- how many items started it
  inputs integer not null default 1,
  -- the turn of the same conversation that it goes on from. No foreign key: one that is removed is taken out of the chain
  previous_no integer,
  -- JSON, null for nothing: how it is to be answered; the caller's pairs; what a contract keeps
  options text,
  metadata text,
  particulars text,
  user_item_id text not null,
  assistant_item_id text not null,
  error_code text,
  created_at integer not null,
  finished_at integer,
  unique (conversation_no, ordinal)
) strict;
create index turn_open on turn (conversation_no, ordinal) where state in ('queued', 'running', 'waiting');
create index turn_stream on turn (stream_no);

create table question (
  no integer primary key,
  id text not null unique,
  owner text not null,
  turn_no integer not null references turn (no) on delete cascade,
  asked text not null,
  asked_at integer not null,
  answer text,
  answered_at integer
) strict;
create index question_of_turn on question (turn_no, no);

create table idempotency (
  owner text not null,
  key text not null,
  request_hash text not null,
  turn_id text not null,
  created_at integer not null,
  primary key (owner, key)
) strict, without rowid;
create index idempotency_age on idempotency (created_at);

-- usage
create table usage (
  no integer primary key,
  owner text not null,
  turn_id text not null,
  call_no integer not null,
  provider text not null,
  model text not null,
  message_id text,
  input_tokens integer,
  cache_read_tokens integer,
  cache_write_tokens integer,
  output_tokens integer,
  reasoning_tokens integer,
  created_at integer not null
) strict;
-- not by message_id: small servers give the same few again and again
create unique index usage_call on usage (turn_id, call_no);
