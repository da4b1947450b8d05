// Package safehtml makes the HTML that base clients insert into their pages.
//
// It never trusts text from a model, a document, a file name, the web or a user
// as markup. [Text] escapes it. [Markdown] renders an answer with a few
// elements without attributes (b, i, del, code, pre, ul, ol, li, table, thead,
// tbody, tr, th, td, blockquote, hr). Links and pictures in a model's answer
// become text with their addresses, because following or loading an invented
// address could disclose the conversation. Only [Link] makes an anchor; Mundap
// calls it with addresses of its own.
//
// Base clients turn every newline into <br/>. In this HTML, a newline is
// therefore always an intended line break, and there are none between elements.
package safehtml
