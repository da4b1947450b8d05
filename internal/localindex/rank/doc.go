// Package rank finds the passages of segments with the highest BM25 scores.
//
// A [Query] is a list of weighted terms over the segments' fields. A passage's
// score is the sum over the terms t of
//
//	weight(t) · boost(field) · ln(1 + (N − n + ½) / (n + ½)) · (δ + f·(k1+1) / (f + k1·(1 − b + b·length/average)))
//
// with f the term's frequency in the passage, n the number of passages that
// have the term, N the number of all, and the field's length of the passage and
// on average (Robertson and Zaragoza, "The Probabilistic Relevance Framework:
// BM25 and Beyond", 2009). With δ above 0 it is BM25+ (Lv and Zhai,
// "Lower-bounding term frequency normalization", 2011): even in the longest
// passage a term that occurs counts for more than one that does not. N, n and
// the average are those of all segments together, so that a score does not
// depend on how passages are spread over segments. They count only what the
// asker may read ([Census]), so that no score tells of somebody else's
// documents. Passages that are deleted but not yet merged away still count.
//
// # Early termination
//
// [Plan.Search] gives what scoring every passage would give. It first adds up the
// rarest terms, and scores the best of these passages for all terms: the best k
// passages of the segment have at least the k-th of these scores. If the other
// terms together can't reach it, every passage that can has one of the rarest
// terms, and those whose sums are large enough are completed. Strong terms with
// short lists count among the rarest, so that this is nearly always so.
//
// Otherwise, it goes through the segment in windows of passages. For each window it bounds what each term can
// add, from the blocks of its posting list. Terms whose bounds together don't
// reach the lowest score of the best k so far can't bring in a passage by
// themselves: only the others' lists bring in passages, to whose scores those
// terms are added afterwards (MaxScore: Turtle and Flood, "Query evaluation:
// strategies and optimizations", 1995; per window as in Lucene's block-max
// MaxScore). If such a term has few postings in the window, all of them are gone
// through. Otherwise it is looked up for each passage that may still get there.
//
// # Late terms
//
// In a large index, terms that very many passages hold are half of the work,
// and they decide little. A term may therefore be late (Parameters.Late): it is
// scored in the passages that the other terms find, but no passage is searched
// for its sake. Then the result is no longer exact, within this bound: a
// passage that is left out scores less than the last hit plus what all late
// terms can add at most ([Plan.Slack]). When the other terms find fewer
// passages than were asked for, passages that have only late terms follow. Of
// these, one that scores less than the last hit plus a sixteenth of that bound
// may be left out.
//
// What a term adds is rounded to an integer whose unit is the same in all
// segments. Integer sums do not depend on the order of the additions, so the
// result is the same whichever terms were looked up last.
package rank
