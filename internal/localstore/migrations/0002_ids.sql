-- Documents have ids. A document of before keeps its key as its id; its name was the key without "docs/" and, where it was
-- private, without "~OWNER/". The records are completed when they are read.

ALTER TABLE document RENAME COLUMN key TO id;
ALTER TABLE document ADD COLUMN place TEXT NOT NULL DEFAULT ''; -- in lists: the folded name, "//", the id
ALTER TABLE document ADD COLUMN file TEXT NOT NULL DEFAULT ''; -- the name exactly
UPDATE document SET place = name || '//' || id,
  file = CASE WHEN id GLOB 'docs/~*/*' THEN substr(id, 7 + instr(substr(id, 7), '/')) ELSE substr(id, 6) END;
CREATE INDEX document_place ON document (place);

ALTER TABLE reader RENAME COLUMN key TO id;

-- Which document of an owner's in a collection holds a name.
CREATE TABLE document_name (
  owner      TEXT NOT NULL,
  collection TEXT NOT NULL,
  name       TEXT NOT NULL, -- exactly
  id         TEXT NOT NULL,
  PRIMARY KEY (owner, collection, name)
) WITHOUT ROWID;
CREATE INDEX document_name_id ON document_name (id);

-- Of two that had one name the newer one holds it.
INSERT OR REPLACE INTO document_name (owner, collection, name, id)
SELECT owner, 'default', file, id
FROM document
ORDER BY json_extract(CAST(record AS TEXT), '$.uploaded');

-- Upload URLs end within minutes: none outlives the update.
DROP TABLE upload_grant;
CREATE TABLE upload_grant (
  id         TEXT PRIMARY KEY,
  owner      TEXT NOT NULL,
  collection TEXT NOT NULL,
  name       TEXT NOT NULL,
  issued     INTEGER NOT NULL,
  expires    INTEGER NOT NULL,
  record     BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX upload_grant_name ON upload_grant (owner, collection, name, issued);
CREATE INDEX upload_grant_expires ON upload_grant (expires);
