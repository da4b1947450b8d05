/// <reference types="remark-parse" />
import { gfmAutolinkLiteralFromMarkdown } from "mdast-util-gfm-autolink-literal";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { gfmAutolinkLiteral } from "micromark-extension-gfm-autolink-literal";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";
import type { Processor } from "unified";

// remarkGfm reads GitHub's tables, strikethrough, bare links and task lists. It is what the package of that name is made
// of, without the parts that write Markdown (a tenth of the client's code) and without footnotes, which citations are not.
// Single tildes strike nothing out: Korean writes ranges as 10~20. Headings by underlining are off, since models put rules
// right below paragraphs; so is HTML over several lines, so that what is between the tags is read as Markdown. The server
// reads answers in the same way for other clients (internal/safehtml).
export function remarkGfm(this: Processor): void {
  const data = this.data();
  (data.micromarkExtensions ??= []).push(gfmAutolinkLiteral(), gfmStrikethrough(strike), gfmTable(), gfmTaskListItem(), { disable: { null: ["setextUnderline", "htmlFlow"] } });
  (data.fromMarkdownExtensions ??= []).push(
    gfmAutolinkLiteralFromMarkdown(), gfmStrikethroughFromMarkdown(), gfmTableFromMarkdown(), gfmTaskListItemFromMarkdown(),
  );
}

// strike is how strikethrough is read, by every plugin that reads it.
export const strike = { singleTilde: false };
