-- From this day on a shop, centre or customer is not rated any more; null: it is.
alter table subjects add column closed_from date;
