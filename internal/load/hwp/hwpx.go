package hwp

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"iter"
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func hwpxFormat() format.Format {
	return format.Format{Name: "hwpx", Plain: "txt", Extensions: []string{"hwpx", "hwtx"}, Isolated: true,
		Matches: func(s format.Source, head []byte) bool {
			return archive.HasPart(s, head,
				"contents/section0.xml")
		}, Open: openHwpx}
}

// hwpxFile reads HWPX (the national standard KS X 6101, OWPML): a stream over
// each section, with the shapes of paragraphs and their numberings known
// beforehand.
type hwpxFile struct {
	about      content.Info
	archive    *archive.Zip
	sections   []string
	shapes     map[string]hwpHead // of paragraphs, by id
	styles     map[string]hwpxStyle
	numberings map[string]hwpNumbering
	bullets    map[string]string
	parts      map[string]string // by their ids in the list of contents
}

type hwpxStyle struct {
	outline int // level of a heading, 0 for none
	shape   string
}

func openHwpx(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	a, err := archive.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	h := &hwpxFile{archive: a, about: content.Info{Format: "hwpx", Unit: content.ByteUnit,
		Total: s.Size}, shapes: map[string]hwpHead{},
		styles: map[string]hwpxStyle{}, numberings: map[string]hwpNumbering{},
		bullets: map[string]string{}, parts: map[string]string{}}
	if locked, err := isLocked(a); locked || err != nil {
		return nil, cmp.Or(err, format.Fail(format.ErrEncrypted, nil))
	}
	h.sections = a.NumberedParts(regexp.MustCompile(`^contents/section(\d+)\.xml$`))
	if a.Cut() {
		if len(h.sections) == 0 {
			return nil, a.Lacking(errors.New("no section"))
		}
		h.about.Warn(document.Incomplete)
	}
	if err := a.Rooted("Contents/header.xml", "head", h.header); err != nil && !a.Cut() {
		return nil, err
	}
	// a document is read even if its properties are broken
	_ = a.Each("Contents/content.hpf", h.metadata)
	return h, nil
}

// isLocked reports whether the manifest says that parts are encrypted.
func isLocked(a *archive.Zip) (locked bool, err error) {
	var find func(x *archive.XML, e xml.StartElement) error
	find = func(x *archive.XML, e xml.StartElement) error {
		locked = locked || e.Name.Local == "encryption-data"
		return x.Children(find)
	}
	err = a.Each("META-INF/manifest.xml", find)
	return locked, err
}

func (h *hwpxFile) metadata(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local == "title" {
		title, err := x.Text()
		h.about.Title = content.GoodTitle(title)
		return err
	}
	if name := archive.PartName(archive.Attr(e, "href")); e.Name.Local == "item" &&
		strings.HasPrefix(name, "contents/") && strings.HasSuffix(name, ".xml") && !h.archive.Has(name) {
		h.about.Warn(document.Incomplete)
	}
	if e.Name.Local == "item" {
		h.parts[archive.Attr(e, "id")] = archive.Attr(e, "href")
	}
	return x.Children(h.metadata)
}

func (h *hwpxFile) Info() content.Info { return h.about }
func (h *hwpxFile) Close() error       { return nil }

func (h *hwpxFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		w := &hwpxWalker{written: written{Pager: content.Pager{Yield: yield, From: from, Finish: new(outline.Tree).Finish}},
			ctx: ctx, file: h,
			counters: &hwpCounters{numberings: h.numberings, bullets: h.bullets}}
		var damage error
		for i, part := range h.sections {
			w.done = h.about.Total * int64(i) / int64(len(h.sections))
			err := h.archive.Rooted(part, "sec", func(x *archive.XML, _ xml.StartElement) error {
				return x.Children(w.block)
			})
			if w.Stopped {
				return
			}
			if err != nil && !errors.Is(err, format.ErrDamaged) {
				w.Fail(err)
				return
			}
			if err != nil { // the sections behind it may be whole
				damage = err
				h.about.WarnOf(document.Warning{Code: document.Incomplete,
					Percent: min(99, 100*i/len(h.sections))})
			}
			w.margins.endSection(&w.Builder)
		}
		if damage != nil && w.Empty() {
			w.Fail(damage)
			return
		}
		w.Flush(h.about.Total)
	}
}
