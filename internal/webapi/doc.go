// Package webapi searches the web and reads the pages that were found.
//
// [Google], [Naver], [Brave] and [SearXNG] are search engines: each implements
// [websearch.Searcher] over its HTTP API. [Pages] fetches a page within limits of
// time, size, type and redirects, and only from public addresses. [Reading] joins
// both: the results of an engine with the texts of their pages.
//
// Google's JSON API takes no new customers and ends on 2027-01-01.
package webapi
