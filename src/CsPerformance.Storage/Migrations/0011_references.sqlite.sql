-- Whether an incident is recorded already is asked with each record that has an order or session number, and again before it is kept.
create index records_reference on records (reference, subject) where reference is not null;
