-- What a forgotten person's personal data was taken out of. Each row is a link of the chain and vouches for the new content of another row.
create table redactions (
    id bigint primary key,
    table_name text not null,
    row_key bigint not null,
    chain_place bigint not null,
    old_hash text not null,
    new_hash text not null,
    person text not null,
    why text not null,
    by_person text not null,
    at timestamptz not null,
    chain_seq bigint not null unique,
    prev_hash text not null,
    hash text not null
);

create index redactions_row on redactions (table_name, row_key);

alter table people add column forgotten bigint;

create trigger redactions_append_only before update or delete on redactions for each row execute function refuse_change();
create trigger redactions_no_truncate before truncate on redactions for each statement execute function refuse_change();

-- Only the columns of the argument may change, and only together with a redaction that the head of the chain does not count yet: one of
-- the same transaction.
create function refuse_but_redaction() returns trigger language plpgsql as $$
declare
    before jsonb := to_jsonb(old);
begin
    if tg_op = 'UPDATE' and before - tg_argv[0]::text[] = to_jsonb(new) - tg_argv[0]::text[] and exists (
        select 1 from redactions x
        where x.table_name = tg_table_name and x.chain_seq > (select length from chain_head)
            and case when before ? 'chain_seq' then x.chain_place = (before ->> 'chain_seq')::bigint else x.row_key = (before ->> 'id')::bigint end)
    then
        return new;
    end if;
    raise exception '% is append-only', tg_table_name;
end
$$;

drop trigger records_append_only on records;
create trigger records_append_only before update or delete on records for each row execute function refuse_but_redaction('{reason,reference,attachment}');
drop trigger decisions_append_only on decisions;
create trigger decisions_append_only before update or delete on decisions for each row execute function refuse_but_redaction('{reason}');
drop trigger publications_append_only on publications;
create trigger publications_append_only before update or delete on publications for each row execute function refuse_but_redaction('{facts,sheet,differences}');
drop trigger refusals_append_only on refusals;
create trigger refusals_append_only before update or delete on refusals for each row execute function refuse_but_redaction('{command,why}');
