-- What wages rest on. Records, decisions and publications are one hash chain; the head holds its length, its last hash
-- and the next number, and is locked by whoever adds to it.
create table chain_head (
    id bigint primary key,
    next_number bigint not null,
    length bigint not null,
    hash text not null
);

insert into chain_head (id, next_number, length, hash) values (1, 1001, 0, '');

create table records (
    number bigint primary key,
    kind text not null,
    subject text not null,
    code text,
    on_day date not null,
    until_day date not null,
    by_person text not null,
    channel text not null,
    count bigint not null,
    points numeric,
    value numeric,
    label text,
    assessor text,
    reason text not null,
    reference text,
    about bigint,
    pending boolean not null,
    part text,
    attachment text,
    recorded_at timestamptz not null,
    message_id bigint,
    chain_seq bigint not null unique,
    prev_hash text not null,
    hash text not null
);

create index records_subject on records (subject, on_day);
create index records_subject_kind on records (subject, kind, on_day);
create index records_span on records (subject, until_day) where until_day > on_day;
create index records_day on records (on_day);
create index records_about on records (about) where about is not null;
create index records_message on records (message_id) where message_id is not null;

create table decisions (
    record bigint not null references records (number),
    sequence bigint not null,
    kind text not null,
    by_person text not null,
    decided_at timestamptz not null,
    reason text not null,
    code text,
    points numeric,
    chain_seq bigint not null unique,
    prev_hash text not null,
    hash text not null,
    primary key (record, sequence)
);

-- What the decisions made of a record; can be told anew from the two tables above at any time.
create table record_states (
    number bigint primary key references records (number),
    state text not null,
    code text,
    points numeric,
    steps bigint not null
);

create index record_states_pending on record_states (number) where state = 'pending';

-- Per day: how often each item counts. Points are text, '' where the item fixes them, so that they can be part of the key.
create table tallies (
    subject text not null,
    kind text not null,
    code text not null,
    day date not null,
    points text not null,
    count bigint not null,
    records bigint not null,
    primary key (subject, day, kind, code, points)
);

create index tallies_day on tallies (day);

create table publications (
    id bigint primary key,
    period text not null,
    team text not null,
    scheme text not null,
    version text not null,
    facts text not null,
    sheet text not null,
    corrects bigint references publications (id),
    differences text,
    by_person text not null,
    at timestamptz not null,
    chain_seq bigint not null unique,
    prev_hash text not null,
    hash text not null
);

create index publications_period on publications (period, team, id);

create trigger records_append_only before update or delete on records for each row execute function refuse_change();
create trigger records_no_truncate before truncate on records for each statement execute function refuse_change();
create trigger decisions_append_only before update or delete on decisions for each row execute function refuse_change();
create trigger decisions_no_truncate before truncate on decisions for each statement execute function refuse_change();
create trigger publications_append_only before update or delete on publications for each row execute function refuse_change();
create trigger publications_no_truncate before truncate on publications for each statement execute function refuse_change();
