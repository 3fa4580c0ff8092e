-- What a forgotten person's personal data was taken out of. Each row is a link of the chain and vouches for the new content of another row.
create table redactions (
    id integer primary key,
    table_name text not null,
    row_key integer not null,
    chain_place integer not null,
    old_hash text not null,
    new_hash text not null,
    person text not null,
    why text not null,
    by_person text not null,
    at text not null,
    chain_seq integer not null unique,
    prev_hash text not null,
    hash text not null
) strict;

create index redactions_row on redactions (table_name, row_key);

alter table people add column forgotten integer;

create trigger redactions_no_update before update on redactions begin select raise(abort, 'redactions is append-only'); end;
create trigger redactions_no_delete before delete on redactions begin select raise(abort, 'redactions is append-only'); end;

-- Only words may change, and only together with a redaction that the head of the chain does not count yet: one of the same transaction.
drop trigger records_no_update;
create trigger records_no_update before update on records when not (
    old.number is new.number and old.kind is new.kind and old.subject is new.subject and old.code is new.code and
    old.on_day is new.on_day and old.until_day is new.until_day and old.by_person is new.by_person and old.channel is new.channel and
    old.count is new.count and old.points is new.points and old.value is new.value and old.label is new.label and
    old.assessor is new.assessor and old.about is new.about and old.pending is new.pending and old.part is new.part and
    old.recorded_at is new.recorded_at and old.message_id is new.message_id and old.chain_seq is new.chain_seq and
    old.prev_hash is new.prev_hash and old.hash is new.hash and
    exists (select 1 from redactions x where x.table_name = 'records' and x.chain_place = old.chain_seq and x.chain_seq > (select length from chain_head)))
begin select raise(abort, 'records is append-only'); end;
drop trigger decisions_no_update;
create trigger decisions_no_update before update on decisions when not (
    old.record is new.record and old.sequence is new.sequence and old.kind is new.kind and old.by_person is new.by_person and
    old.decided_at is new.decided_at and old.code is new.code and old.points is new.points and old.chain_seq is new.chain_seq and
    old.prev_hash is new.prev_hash and old.hash is new.hash and
    exists (select 1 from redactions x where x.table_name = 'decisions' and x.chain_place = old.chain_seq and x.chain_seq > (select length from chain_head)))
begin select raise(abort, 'decisions is append-only'); end;
drop trigger publications_no_update;
create trigger publications_no_update before update on publications when not (
    old.id is new.id and old.period is new.period and old.team is new.team and old.scheme is new.scheme and old.version is new.version and
    old.corrects is new.corrects and old.by_person is new.by_person and old.at is new.at and old.chain_seq is new.chain_seq and
    old.prev_hash is new.prev_hash and old.hash is new.hash and
    exists (select 1 from redactions x where x.table_name = 'publications' and x.chain_place = old.chain_seq and x.chain_seq > (select length from chain_head)))
begin select raise(abort, 'publications is append-only'); end;
drop trigger refusals_no_update;
create trigger refusals_no_update before update on refusals when not (
    old.id is new.id and old.by_person is new.by_person and old.at is new.at and
    exists (select 1 from redactions x where x.table_name = 'refusals' and x.row_key = old.id and x.chain_seq > (select length from chain_head)))
begin select raise(abort, 'refusals is append-only'); end;
