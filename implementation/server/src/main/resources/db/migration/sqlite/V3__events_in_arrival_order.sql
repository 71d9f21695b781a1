-- journal: events lie in the order they came, and an index finds those of a stream. Laid by stream, each event of one turn went between
-- the rows of others that grew at the same time, and SQLite had to share out full pages again and again.
create table event_arrived (
  stream_no integer not null references stream (no) on delete cascade,
  seq integer not null,
  at integer not null,
  type text not null,
  data text not null,
  primary key (stream_no, seq)
) strict;

insert into event_arrived (stream_no, seq, at, type, data)
select stream_no, seq, at, type, data from event order by stream_no, seq;

drop table event;
alter table event_arrived rename to event;
