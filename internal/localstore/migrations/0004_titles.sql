-- A conversation says whether its title is the beginning of a longer line. Of those that are there, it is where one of
-- their questions begins with the title and goes on in the same line.

ALTER TABLE conversation ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
UPDATE conversation SET cut = 1 WHERE length(title) >= 50 AND EXISTS (
  SELECT 1 FROM call AS c WHERE c.user = conversation.user AND c.conversation = conversation.id
    AND instr(ltrim(c.body, ' ' || char(9, 10, 13)), folded) = 1
    AND substr(ltrim(c.body, ' ' || char(9, 10, 13)), length(folded) + 1, 1) NOT IN ('', char(10), char(13)));
