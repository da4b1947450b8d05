-- Accounts have ids, and sessions hold them. An account of before has its name as its id.

ALTER TABLE account ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE account SET id = user;
CREATE UNIQUE INDEX account_id ON account (id);
