-- What is due is found by when it is, without passing by all that waits for its platform; what somebody recorded last, without passing by all records.
drop index outbox_open;
create index outbox_due on outbox (not_before, id) where state = 'waiting';
create index outbox_sending on outbox (lease_until) where state = 'sending';
create index records_by on records (by_person, number);
create index cards_outbox on cards (outbox_id);
create index cards_draft on cards (draft_id) where draft_id is not null;
