// Package safehtml makes the HTML that base clients put into their page.
//
// Text from a model, a document, a file's name, the web or a user is never
// trusted as markup: [Text] escapes it, and [Markdown] renders an answer into a
// handful of elements without attributes (b, i, del, code, pre, ul, ol, li,
// table, thead, tbody, tr, th, td, blockquote, hr). A model's links and
// pictures come out as text with their address: following or loading what a
// model made up could carry a conversation away. Only [Link], which Mundap
// itself calls with addresses of its own, makes an anchor.
//
// Base clients turn every newline into <br/>. So in this HTML a newline is a
// line break that is wanted, and nothing else: none stands between elements.
package safehtml
