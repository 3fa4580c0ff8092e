-- What wages rest on. Records, decisions and publications are one hash chain; the head holds its length, its last hash
-- and the next number, and is locked by whoever adds to it.
create table chain_head (
    id integer primary key,
    next_number integer not null,
    length integer not null,
    hash text not null
) strict;

insert into chain_head (id, next_number, length, hash) values (1, 1001, 0, '');

create table records (
    number integer primary key,
    kind text not null,
    subject text not null,
    code text,
    on_day text not null,
    until_day text not null,
    by_person text not null,
    channel text not null,
    count integer not null,
    points text,
    value text,
    label text,
    assessor text,
    reason text not null,
    reference text,
    about integer,
    pending integer not null,
    part text,
    attachment text,
    recorded_at text not null,
    message_id integer,
    chain_seq integer not null unique,
    prev_hash text not null,
    hash text not null
) strict;

create index records_subject on records (subject, on_day);
create index records_subject_kind on records (subject, kind, on_day);
create index records_span on records (subject, until_day) where until_day > on_day;
create index records_day on records (on_day);
create index records_about on records (about) where about is not null;
create index records_message on records (message_id) where message_id is not null;

create table decisions (
    record integer not null references records (number),
    sequence integer not null,
    kind text not null,
    by_person text not null,
    decided_at text not null,
    reason text not null,
    code text,
    points text,
    chain_seq integer not null unique,
    prev_hash text not null,
    hash text not null,
    primary key (record, sequence)
) strict;

-- What the decisions made of a record; can be told anew from the two tables above at any time.
create table record_states (
    number integer primary key references records (number),
    state text not null,
    code text,
    points text,
    steps integer not null
) strict;

create index record_states_pending on record_states (number) where state = 'pending';

-- Per day: how often each item counts. Points are text, '' where the item fixes them, so that they can be part of the key.
create table tallies (
    subject text not null,
    kind text not null,
    code text not null,
    day text not null,
    points text not null,
    count integer not null,
    records integer not null,
    primary key (subject, day, kind, code, points)
) strict;

create index tallies_day on tallies (day);

create table publications (
    id integer primary key,
    period text not null,
    team text not null,
    scheme text not null,
    version text not null,
    facts text not null,
    sheet text not null,
    corrects integer references publications (id),
    differences text,
    by_person text not null,
    at text not null,
    chain_seq integer not null unique,
    prev_hash text not null,
    hash text not null
) strict;

create index publications_period on publications (period, team, id);

create trigger records_no_update before update on records begin select raise(abort, 'records is append-only'); end;
create trigger records_no_delete before delete on records begin select raise(abort, 'records is append-only'); end;
create trigger decisions_no_update before update on decisions begin select raise(abort, 'decisions is append-only'); end;
create trigger decisions_no_delete before delete on decisions begin select raise(abort, 'decisions is append-only'); end;
create trigger publications_no_update before update on publications begin select raise(abort, 'publications is append-only'); end;
create trigger publications_no_delete before delete on publications begin select raise(abort, 'publications is append-only'); end;
