import type { Options } from "mdast-util-from-markdown";
import { gfmAutolinkLiteralFromMarkdown } from "mdast-util-gfm-autolink-literal";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { gfmStrikethroughCjkFriendly } from "micromark-extension-cjk-friendly-gfm-strikethrough";
import { gfmAutolinkLiteral } from "micromark-extension-gfm-autolink-literal";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";

const strike = { singleTilde: false };

// The Markdown of answers: CommonMark with GitHub's tables, strikethrough, bare links and task lists, without footnotes,
// which citations are not, and with emphasis that works beside Hangul.
// Single tildes strike nothing out: Korean writes ranges as 10~20. Headings by underlining are off, since models put rules
// right below paragraphs; so is HTML over several lines, so that what is between the tags is read as Markdown. The server
// reads answers in the same way for other clients (internal/safehtml).
export const extensions: NonNullable<Options["extensions"]> = [
  gfmAutolinkLiteral(), gfmStrikethrough(strike), gfmTable(), gfmTaskListItem(), { disable: { null: ["setextUnderline", "htmlFlow"] } },
  cjkFriendlyExtension(), gfmStrikethroughCjkFriendly(strike),
];

export const mdastExtensions: NonNullable<Options["mdastExtensions"]> = [
  gfmAutolinkLiteralFromMarkdown(), gfmStrikethroughFromMarkdown(), gfmTableFromMarkdown(), gfmTaskListItemFromMarkdown(),
];
