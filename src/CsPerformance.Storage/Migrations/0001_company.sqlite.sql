-- People, their platform accounts, schemes and settings.
create table people (
    number text primary key,
    name text not null,
    mobile text,
    active integer not null,
    preferred_channel text
) strict;

create table nicknames (
    person text not null references people (number),
    place integer not null,
    nickname text not null,
    primary key (person, place)
) strict;

create table roles (
    person text not null references people (number),
    role text not null,
    primary key (person, role)
) strict;

-- Dated from the first day of a month, so that a move in December does not change November.
create table postings (
    person text not null references people (number),
    from_day text not null,
    team text,
    position text,
    grade text,
    primary key (person, from_day)
) strict;

create table identities (
    channel text not null,
    account text not null,
    person text not null references people (number),
    bound_by text not null,
    bound_at text not null,
    last_used_at text not null,
    primary key (channel, account)
) strict;

create index identities_person on identities (person);

create table group_chats (
    team text not null,
    channel text not null,
    chat text not null,
    primary key (team, channel)
) strict;

create unique index group_chats_chat on group_chats (channel, chat);

create table schemes (
    id text not null,
    version text not null,
    text text not null,
    first_seen text not null,
    primary key (id, version)
) strict;

-- The latest entry whose month has begun counts; '' is the whole company.
create table schemes_in_force (
    id integer primary key autoincrement,
    team text not null,
    from_day text not null,
    scheme text not null,
    version text not null,
    by_person text not null,
    at text not null,
    remarks text not null,
    foreign key (scheme, version) references schemes (id, version)
) strict;

create index schemes_in_force_team on schemes_in_force (team, from_day, id);

create table broadcasts (
    team text primary key,
    weekday text not null,
    time text not null
) strict;

create table settings (
    name text primary key,
    value text not null
) strict;

-- What is evaluated and is not a person: shops, centres.
create table subjects (
    code text primary key,
    name text not null,
    kind text not null,
    team text
) strict;

create table job_runs (
    job text not null,
    period text not null,
    target text not null,
    done_at text not null,
    primary key (job, period, target)
) strict;

create table pay_looks (
    id integer primary key autoincrement,
    by_person text not null,
    person text not null,
    month text not null,
    how text not null,
    at text not null
) strict;

create index pay_looks_person on pay_looks (person, id);

create table refusals (
    id integer primary key autoincrement,
    by_person text not null,
    command text not null,
    why text not null,
    at text not null
) strict;

create trigger pay_looks_no_update before update on pay_looks begin select raise(abort, 'pay_looks is append-only'); end;
create trigger pay_looks_no_delete before delete on pay_looks begin select raise(abort, 'pay_looks is append-only'); end;
create trigger refusals_no_update before update on refusals begin select raise(abort, 'refusals is append-only'); end;
create trigger refusals_no_delete before delete on refusals begin select raise(abort, 'refusals is append-only'); end;
