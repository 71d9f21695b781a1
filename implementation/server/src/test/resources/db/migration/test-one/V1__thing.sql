create table thing (no integer primary key) strict;
