alter table thing add column extra integer not null default 5;
