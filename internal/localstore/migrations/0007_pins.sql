-- Conversations can be pinned, and say whether somebody chose their title. Of those that are there, somebody did where no
-- question of theirs begins with it.

ALTER TABLE conversation ADD COLUMN named INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
UPDATE conversation SET named = 1 WHERE NOT EXISTS (
  SELECT 1 FROM call AS c WHERE c.user = conversation.user AND c.conversation = conversation.id
    AND instr(ltrim(c.body, ' ' || char(9, 10, 13)), folded) = 1);
