-- What users deleted, so that a restore of an older backup deletes it again.

CREATE TABLE deletion (
  user         TEXT NOT NULL,
  conversation TEXT NOT NULL,    -- a digest of its id; empty: all of them
  through      INTEGER NOT NULL, -- server time of the latest call that it covers
  PRIMARY KEY (user, conversation)
) WITHOUT ROWID;
