-- conversations: how many of each kind are listed, so that no page of a list has to count them. Kept by the database itself, in the
-- transaction of each change, so that it cannot differ.
create table conversation_count (
  owner text not null,
  project_no integer not null,
  status text not null,
  n integer not null,
  primary key (owner, project_no, status)
) strict, without rowid;

insert into conversation_count (owner, project_no, status, n)
select owner, project_no, status, count(*) from conversation where listed = 1 group by owner, project_no, status;

create trigger conversation_counted_in after insert on conversation when new.listed = 1 begin
  insert into conversation_count (owner, project_no, status, n)
  select new.owner, new.project_no, new.status, 0
  where not exists (select 1 from conversation_count
                    where owner = new.owner and project_no = new.project_no and status = new.status);
  update conversation_count set n = n + 1
  where owner = new.owner and project_no = new.project_no and status = new.status;
end;

create trigger conversation_counted_out after delete on conversation when old.listed = 1 begin
  update conversation_count set n = n - 1
  where owner = old.owner and project_no = old.project_no and status = old.status;
  delete from conversation_count
  where owner = old.owner and project_no = old.project_no and status = old.status and n = 0;
end;

create trigger conversation_counted_anew after update of owner, project_no, status, listed on conversation
when old.owner <> new.owner or old.project_no <> new.project_no or old.status <> new.status or old.listed <> new.listed begin
  update conversation_count set n = n - 1
  where owner = old.owner and project_no = old.project_no and status = old.status and old.listed = 1;
  delete from conversation_count
  where owner = old.owner and project_no = old.project_no and status = old.status and n = 0;
  insert into conversation_count (owner, project_no, status, n)
  select new.owner, new.project_no, new.status, 0
  where new.listed = 1
    and not exists (select 1 from conversation_count
                    where owner = new.owner and project_no = new.project_no and status = new.status);
  update conversation_count set n = n + 1
  where owner = new.owner and project_no = new.project_no and status = new.status and new.listed = 1;
end;
