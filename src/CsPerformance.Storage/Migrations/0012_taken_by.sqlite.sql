-- By which message a card was confirmed or a question answered: what was said before is the reason of the records that the message made.
alter table drafts add column taken_by integer;
create index drafts_taken_by on drafts (taken_by) where taken_by is not null;
