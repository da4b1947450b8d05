// Package segment reads and writes the immutable files of the search index.
//
// A segment holds documents and their passages: for each of three fields a
// dictionary of terms with compressed posting lists, the passages' field
// lengths, what a search filters by, the stored passages, and optionally their
// vectors. It is written once by a [Builder] (from new documents) or by [Merge]
// (from older segments), and never changed. Deletions are kept outside, as a
// bitmap over its documents (see [Bitmap]).
//
// # File
//
// All integers are little endian; "varint" is the unsigned one of encoding/binary. A file is
//
//	magic, data, directory, trailer
//
// The directory names the sections of the data and holds a CRC-32C of every 64
// KiB page of it; the trailer, of fixed size, holds the directory's place and
// its CRC. A [Reader] checks the directory when it opens a segment and a page
// when it first reads from it, so that opening takes no time that grows with
// the file, and damage is reported as fault.Damaged instead of giving a wrong
// answer.
//
// Texts and headings are written by package compact before a block of passages
// is compressed, which takes a third less space than UTF-8 and less time to
// read. A file that begins with "mundapS1" has them in UTF-8, and longer
// tokens; it is read as it is, and a merge writes its passages anew.
//
// # Posting lists
//
// A term that occurs in one passage has it in the dictionary. Up to 128
// passages are a run of varints. Longer lists are blocks of 128, each with its
// gaps and its frequencies packed in as many bits as the largest needs, behind
// a table with one entry a block: last passage, place, and two (frequency,
// length) points that no passage of the block exceeds. From these follows the
// highest score that the block can give under any statistics, which lets a
// search skip it. (Ding and Suel, "Faster top-k document retrieval using
// block-max indexes", 2011; the points are what Lucene calls impacts.)
package segment
