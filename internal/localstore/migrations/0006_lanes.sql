-- Lanes of a queue (queue.Lane). Of the messages at the heads of their groups, those that may be delivered now are ready;
-- the others are looked at when they become visible. rank makes the flows of a lane take turns.

ALTER TABLE message ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN flow TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN big INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN ready INTEGER NOT NULL DEFAULT 0;
DROP INDEX message_head;
CREATE INDEX message_hidden ON message (queue, visible) WHERE head = 1 AND ready = 0;
CREATE INDEX message_ready ON message (queue, big, lane, rank, id) WHERE head = 1 AND ready = 1;
CREATE INDEX message_flow ON message (queue, flow, big, rank);
