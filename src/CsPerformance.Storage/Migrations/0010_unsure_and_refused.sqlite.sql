-- Since when a message may have been taken already although nobody heard so: it is sent again only as long as its platform drops the second one.
alter table outbox add column unsure_since text;

-- Pay that no platform took is listed for the admins until one of them decides.
create index outbox_refused on outbox (id) where state = 'refused';
