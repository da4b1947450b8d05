-- The secret of the link that opens a call for colleagues; empty: it has none.

ALTER TABLE call ADD COLUMN share TEXT NOT NULL DEFAULT '';
