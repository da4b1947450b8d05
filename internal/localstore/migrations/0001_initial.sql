-- Times are nanoseconds since 1970 (UTC). A record column is the contract's struct as JSON; the columns beside it are
-- what is searched, and what changes without the record.

CREATE TABLE counter (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

-- Documents

CREATE TABLE document (
  key      TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  owner    TEXT NOT NULL,
  state    TEXT NOT NULL,
  name     TEXT NOT NULL, -- folded
  title    TEXT NOT NULL, -- folded
  record   BLOB NOT NULL
);

CREATE TABLE reader (
  key       TEXT NOT NULL,
  principal TEXT NOT NULL,
  PRIMARY KEY (key, principal)
) WITHOUT ROWID;

CREATE TABLE upload_grant (
  key     TEXT PRIMARY KEY,
  owner   TEXT NOT NULL,
  expires INTEGER NOT NULL,
  record  BLOB NOT NULL
);

-- The call log and its conversations

CREATE TABLE call (
  id           INTEGER PRIMARY KEY,
  user         TEXT NOT NULL,
  request_id   TEXT NOT NULL,
  request_time TEXT NOT NULL,
  conversation TEXT NOT NULL,
  memory       TEXT NOT NULL,
  outcome      TEXT NOT NULL,
  replaced     INTEGER NOT NULL DEFAULT 0,
  server_time  INTEGER NOT NULL,
  body         TEXT NOT NULL, -- folded
  record       BLOB NOT NULL
);
CREATE UNIQUE INDEX call_request ON call (user, request_id);
CREATE INDEX call_request_time ON call (user, request_time, request_id);
CREATE INDEX call_conversation ON call (user, conversation, server_time, request_id);
CREATE INDEX call_any_user ON call (request_id, server_time);

CREATE TABLE conversation (
  user    TEXT NOT NULL,
  id      TEXT NOT NULL,
  title   TEXT NOT NULL,
  folded  TEXT NOT NULL, -- the title
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  calls   INTEGER NOT NULL,
  PRIMARY KEY (user, id)
) WITHOUT ROWID;
CREATE INDEX conversation_updated ON conversation (user, updated DESC, id);

CREATE TABLE cleared_memory (
  user TEXT PRIMARY KEY,
  at   INTEGER NOT NULL
) WITHOUT ROWID;

-- Turns: what changes with each attempt, what never changes, and the events in the batches they came in

CREATE TABLE turn (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  user     TEXT NOT NULL,
  request  TEXT NOT NULL,
  attempt  INTEGER NOT NULL,
  fence    INTEGER NOT NULL,
  finished INTEGER NOT NULL DEFAULT 0,
  started  INTEGER NOT NULL,
  lease    INTEGER NOT NULL, -- until when it is held
  begun    INTEGER NOT NULL, -- the latest attempt
  UNIQUE (user, request)
);

CREATE TABLE turn_request (
  turn INTEGER PRIMARY KEY,
  body BLOB NOT NULL
);

-- In the order of writing: the batches of many turns that are stored together share pages.
CREATE TABLE turn_batch (
  id       INTEGER PRIMARY KEY,
  turn     INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  events   BLOB NOT NULL -- a JSON array
);
CREATE UNIQUE INDEX turn_batch_last ON turn_batch (turn, last_seq, at);

-- Settings, accounts

CREATE TABLE settings (
  user     TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  record   BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE account (
  user     TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  record   BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE session (
  id      TEXT PRIMARY KEY,
  ticket  TEXT NOT NULL,
  user    TEXT NOT NULL,
  expires INTEGER NOT NULL,
  record  BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_ticket ON session (ticket);
CREATE INDEX session_user ON session (user);
CREATE INDEX session_expires ON session (expires);

-- Queues. head marks the oldest message of each group: the only one that may be delivered.

CREATE TABLE message (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  queue    TEXT NOT NULL,
  grp      TEXT NOT NULL,
  head     INTEGER NOT NULL,
  visible  INTEGER NOT NULL DEFAULT 0, -- hidden until then
  receipt  INTEGER NOT NULL DEFAULT 0, -- of the delivery that holds it; 0: none
  attempt  INTEGER NOT NULL DEFAULT 0,
  sent     INTEGER NOT NULL,
  dedup    TEXT NOT NULL,
  body     BLOB NOT NULL
);
CREATE INDEX message_group ON message (queue, grp, id);
CREATE INDEX message_head ON message (queue, visible, id) WHERE head = 1;

CREATE TABLE message_dedup (
  queue TEXT NOT NULL,
  dedup TEXT NOT NULL,
  sent  INTEGER NOT NULL,
  PRIMARY KEY (queue, dedup)
) WITHOUT ROWID;
CREATE INDEX message_dedup_sent ON message_dedup (sent);

CREATE TABLE dead_letter (
  id      INTEGER PRIMARY KEY, -- the message's
  queue   TEXT NOT NULL,
  grp     TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  sent    INTEGER NOT NULL,
  dedup   TEXT NOT NULL,
  body    BLOB NOT NULL,
  reason  TEXT NOT NULL,
  died    INTEGER NOT NULL
);
CREATE INDEX dead_letter_died ON dead_letter (queue, died, id);
