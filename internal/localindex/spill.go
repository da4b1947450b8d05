package localindex

import (
	"cmp"
	"context"
	"iter"

	"github.com/mundap/mundap/internal/document"
)

// pieceSizes say how a long document is divided into pieces. Each piece is a
// separate entry in a segment. Only one piece at a time is therefore kept in
// analysed form, and only one has to be rewritten when its vectors are ready.
// Zero fields mean the defaults.
type pieceSizes struct {
	// text is how much text a piece has, in bytes. Once analysed, it takes about 20 times
	// as much memory. Default 512 KB.
	text int
	// passages is how many passages a piece has at most. Default 1,000.
	passages int
	// segment is how much memory a segment of a long document may take before it
	// is written, in bytes; writing takes as much again. Default 16 MB.
	segment int
}

func (s pieceSizes) withDefaults() pieceSizes {
	return pieceSizes{text: cmp.Or(s.text, 512<<10), passages: cmp.Or(s.passages, 1000),
		segment: cmp.Or(s.segment, 16<<20)}
}

// of groups chunks. A group is valid until the next one is requested. An error
// is the last element of the sequence.
func (s pieceSizes) of(chunks iter.Seq2[document.Chunk,
	error]) iter.Seq2[[]document.Chunk, error] {
	return func(yield func([]document.Chunk, error) bool) {
		var group []document.Chunk
		size := 0
		for c, err := range chunks {
			if err != nil {
				yield(nil, err)
				return
			}
			if len(group) == s.passages || size > 0 && size+len(c.Text) > s.text {
				if !yield(group, nil) {
					return
				}
				clear(group)
				group, size = group[:0], 0
			}
			group, size = append(group, c), size+len(c.Text)
		}
		if len(group) > 0 {
			yield(group, nil)
		}
	}
}

// spill is a long document that is being written to segments of its own. No
// manifest names them before all of them are complete. Then the writer adds
// them in one step; after a crash before that, the next Open removes the files.
// A nil spill has nothing to drop.
type spill struct {
	ix *Index
	filling
	pieces  int
	written []part
}

// add adds the next piece, last or not.
func (s *spill) add(ctx context.Context, c *change, last bool) error {
	s.pieces++
	if c.document.Piece = s.pieces; last {
		c.document.Pieces = s.pieces
	}
	if _, err := s.filling.add(c); err != nil {
		return err
	}
	if last || s.size() >= s.ix.options.pieces.segment {
		return s.write(ctx)
	}
	return nil
}

func (s *spill) write(ctx context.Context) error {
	p, err := s.ix.writer.addSegment(ctx, &s.filling)
	if err != nil {
		return err
	}
	s.written = append(s.written, p)
	s.filling = filling{spare: s.builder}
	return nil
}

// submit adds the last piece and passes all of them to the writer.
func (s *spill) submit(ctx context.Context, last *change) error {
	if err := s.add(ctx, last, true); err != nil {
		return firstError(err, s.drop(ctx))
	}
	s.spare = nil
	c := &change{document: last.document, analyzer: last.analyzer, written: s.written}
	s.ix.putting.Add(1)
	defer s.ix.putting.Add(-1)
	taken, err := s.ix.offer(ctx, c)
	if !taken {
		return firstError(err, s.drop(ctx))
	}
	return err
}

// drop removes what was written.
func (s *spill) drop(ctx context.Context) error {
	if s == nil {
		return nil
	}
	return s.ix.writer.discard(context.WithoutCancel(ctx), s.written)
}
