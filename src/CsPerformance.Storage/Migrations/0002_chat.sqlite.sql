-- Messages in, messages out, and what a conversation remembers between them.
create table files (
    id text primary key,
    name text not null,
    content blob not null,
    is_image integer not null
) strict;

create table inbox (
    id integer primary key autoincrement,
    channel text not null,
    message_key text not null,
    account text not null,
    chat text not null,
    payload text not null,
    received_at text not null,
    state text not null,
    attempts integer not null,
    lease_until text,
    lease_by text,
    error text
) strict;

create unique index inbox_key on inbox (channel, message_key);
create index inbox_lane on inbox (channel, chat, account, id) where state = 'new';
create index inbox_new on inbox (id) where state = 'new';

create table drafts (
    id text primary key,
    person text not null,
    chat text not null,
    kind text not null,
    payload text not null,
    created_at text not null,
    expires_at text not null,
    state text not null
) strict;

create index drafts_open on drafts (person, chat, created_at) where state = 'open';

create table pages (
    person text not null,
    chat text not null,
    payload text not null,
    at text not null,
    primary key (person, chat)
) strict;

create table outbox (
    id integer primary key autoincrement,
    recipient text not null,
    lane text not null,
    channel text,
    body text not null,
    purpose text not null,
    dedupe_key text not null,
    in_reply_to integer,
    reply_handle text,
    outcome text,
    not_before text not null,
    created_at text not null,
    state text not null,
    attempts integer not null,
    lease_until text,
    lease_by text,
    sent_at text,
    handle text,
    error text
) strict;

create unique index outbox_key on outbox (dedupe_key);
create index outbox_lane on outbox (lane, id) where state in ('waiting', 'sending');
create index outbox_open on outbox (id) where state in ('waiting', 'sending');
create index outbox_unknown on outbox (id) where state = 'unknown';
create index outbox_recipient on outbox (recipient, id);
create index outbox_cause on outbox (in_reply_to);

create table cards (
    id text primary key,
    outbox_id integer not null,
    draft_id text,
    handle text,
    outcome text
) strict;
