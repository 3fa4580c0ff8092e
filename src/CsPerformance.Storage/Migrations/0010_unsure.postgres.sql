-- Since when a message may have been taken already although nobody heard so: it is sent again only as long as its platform drops the second one.
alter table outbox add column unsure_since timestamptz;
