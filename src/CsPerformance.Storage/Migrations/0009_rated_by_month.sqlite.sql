-- Whether somebody was an agent, and so rated, in the months of a posting; null: as the roles are today. Roles themselves are not dated,
-- and who becomes a lead in December was rated in November.
alter table postings add column rated integer;
