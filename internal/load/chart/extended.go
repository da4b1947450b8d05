package chart

import (
	"cmp"
	"encoding/xml"
	"strconv"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
)

// Charts of the kinds that Office 2016 added, such as waterfalls and funnels,
// keep their data apart from the series ([MS-ODRAWXML] 2.24.3).

// dataset handles a <cx:data>: categories and values that a series refers to.
func (r *reader) dataset(x *archive.XML, e xml.StartElement) error {
	s := series{categories: map[int]string{}, values: map[int]string{}}
	err := x.Children(func(x *archive.XML, e xml.StartElement) error {
		switch {
		case e.Name.Local == "strDim":
			return x.Children(level(s.categories))
		case e.Name.Local == "numDim" && archive.Attr(e, "type") == "cat":
			return x.Children(level(s.categories))
		case e.Name.Local == "numDim":
			return x.Children(level(s.values))
		}
		return x.Skip()
	})
	if r.data == nil {
		r.data = map[string]series{}
	}
	r.data[archive.Attr(e, "id")] = s
	return err
}

// level gathers the entries of a dimension by index. Further levels of
// categories stand before the first one.
func level(into map[int]string) func(*archive.XML, xml.StartElement) error {
	levels := 0
	return func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local != "lvl" {
			return x.Skip()
		}
		levels++
		given := map[int]bool{} // by this level: each entry is given once
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			i, bad := strconv.Atoi(archive.Attr(e, "idx"))
			text, err := x.Text()
			if e.Name.Local == "pt" && bad == nil && i >= 0 && !given[i] && levels <= mostLevels &&
				len(into) < content.MaxRows {
				given[i] = true
				into[i] = korean.Line(text + " " + into[i])
			}
			return err
		})
	}
}

// mostLevels is how many levels of categories are read. Office makes a few.
const mostLevels = 16

// extended handles a <cx:series>.
func (r *reader) extended(x *archive.XML) error {
	name, id := "", ""
	var find func(x *archive.XML, e xml.StartElement) error
	find = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "tx", "txData":
			return x.Children(find)
		case "v":
			text, err := x.Text()
			name = korean.Line(text)
			return err
		case "dataId":
			id = archive.Attr(e, "val")
		}
		return x.Skip()
	}
	err := x.Children(find)
	s := r.data[id]
	s.name = cmp.Or(name, s.name)
	r.series = append(r.series, s)
	return err
}
