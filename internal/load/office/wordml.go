package office

import (
	"context"
	"encoding/xml"
	"iter"
	"regexp"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

var wordMLRoot = regexp.MustCompile(`<(?:\w{1,20}:)?wordDocument\b`)

func wordMLFormat() format.Format {
	return format.Format{Name: "wordml", Isolated: true, Open: openWordML,
		Matches: func(_ format.Source, head []byte) bool { return wordMLRoot.Match(head) }}
}

// wordMLFile reads the XML of Word 2003, which has the elements of docx in one file.
type wordMLFile struct {
	docxFile
	source format.Source
}

// openWordML reads the styles and the title in a first pass over the file; Pages
// reads the body in a second one.
func openWordML(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
	f := &wordMLFile{source: s}
	f.about = content.Info{Format: "wordml", Unit: content.ByteUnit, Total: s.Size}
	f.styles = docxStyles{}
	err := archive.NewXML(s.Section(0)).Children(func(x *archive.XML, _ xml.StartElement) error {
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			switch e.Name.Local {
			case "styles":
				return x.Children(f.styles.element)
			case "DocumentProperties":
				return x.Children(func(x *archive.XML, e xml.StartElement) error {
					text, err := x.Text()
					if e.Name.Local == "Title" {
						f.about.Title = content.GoodTitle(text)
					}
					return err
				})
			}
			return x.Skip()
		})
	})
	if err != nil {
		f.about.Warn(document.Incomplete)
	}
	f.styles.resolve()
	return f, nil
}

func (f *wordMLFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		w := &docxWalker{Pager: content.Pager{Yield: yield, From: from,
			Finish: (&outline.Tree{Lists: true}).Finish}, file: &f.docxFile,
			ctx: ctx, lists: f.lists.begin()}
		x := archive.NewXML(f.source.Section(0))
		w.at = x.Offset
		w.finish(format.Damaged(x.Children(func(x *archive.XML,
			_ xml.StartElement) error {
			return x.Children(w.root)
		})))
	}
}
