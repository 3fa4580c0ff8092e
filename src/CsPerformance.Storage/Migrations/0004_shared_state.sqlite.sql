-- Small values that all instances share for a while: access tokens, leases, spent rates, what was sent already.
create table shared_state (
    name text primary key,
    value text not null,
    expires_at text not null
) strict;

create index shared_state_expiry on shared_state (expires_at);
