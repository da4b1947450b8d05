-- Receipts of deletions, and which calls have to do with a document.

CREATE TABLE receipt (
  ref    TEXT PRIMARY KEY,
  record BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE call_document (
  document TEXT NOT NULL, -- its id
  user     TEXT NOT NULL,
  request  TEXT NOT NULL,
  summary  INTEGER NOT NULL, -- the call summarises the document
  PRIMARY KEY (document, user, request)
) WITHOUT ROWID;
CREATE INDEX call_document_call ON call_document (user, request);

INSERT OR IGNORE INTO call_document (document, user, request, summary)
SELECT json_extract(s.value, '$.document'), c.user, c.request_id, json_extract(CAST(c.record AS TEXT), '$.type') = 'document'
FROM call AS c, json_each(CAST(c.record AS TEXT), '$.sources') AS s
WHERE coalesce(json_extract(s.value, '$.document'), '') <> '';

CREATE INDEX call_server_time ON call (server_time);

CREATE TABLE backup (
  place TEXT PRIMARY KEY,
  made  INTEGER NOT NULL
) WITHOUT ROWID;
