-- When somebody did not belong to the company: left_on is the last day of employment, back_on the first day after coming back
-- (null: has not come back). A month that is computed again lists who was employed on at least one of its days.
create table leavings (
    person text not null references people (number),
    left_on text not null,
    back_on text,
    primary key (person, left_on)
) strict;

-- The first day of employment; null: not known, before all that is stored.
alter table people add column joined_on text;

-- Until now it was not kept when somebody left: the last day of which something was recorded, and no later than it was recorded. Of whom
-- nothing was ever recorded is listed in no month, as before.
insert into leavings (person, left_on)
select e.number, coalesce((
    select max(min(r.on_day, date(r.recorded_at, '+8 hours')))
    from records r join record_states s on s.number = r.number
    where r.subject = e.number and s.state = 'active'), '1900-01-01')
from people e where e.active = 0;

-- Nor was it kept when somebody joined: the first month of who is on the roster since a later month than the first ones.
update people set joined_on = (select min(p.from_day) from postings p where p.person = people.number)
where (select min(p.from_day) from postings p where p.person = people.number) > (select min(p.from_day) from postings p);

-- Forgetting took the roles with it; of whom points or figures were recorded was rated.
insert into roles (person, role)
select e.number, 'agent' from people e
where e.forgotten is not null and not exists (select 1 from roles o where o.person = e.number)
    and exists (select 1 from records r where r.subject = e.number and r.kind in ('item', 'metric', 'rating', 'check', 'complaint'));
