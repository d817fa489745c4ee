-- A project comes and goes in steps, of which the row is the first and the last: whatever dies in between leaves a row
-- that says what is left to do. Only an active project is seen, pushed to and deployed.
ALTER TABLE projects
    ADD COLUMN state text NOT NULL DEFAULT 'creating',
    ADD CONSTRAINT projects_state_is_known CHECK (state IN ('creating', 'active', 'deleting'));

-- Those that are there already have their repository.
UPDATE projects SET state = 'active';

CREATE INDEX projects_unsettled ON projects (created_at) WHERE state <> 'active';
