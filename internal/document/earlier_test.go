package document_test

import (
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// versioned is a document whose content was read from a version.
func versioned(v document.Version) document.Document {
	d := document.Document{ID: "docs/a.txt", Version: v}
	d.Content = document.Content{Blob: document.ContentsBlob(d.ID, v),
		Edition: document.Edition{Reader: 1, Splitter: 1}}
	return d
}

func TestACitedVersionOutlivesTwoNewerUploads(t *testing.T) {
	d := versioned("01")
	d.Content.Cited = true
	for i, v := range []document.Version{"02", "03", "04"} {
		d.Version = v
		d.Replace(document.Content{Blob: document.ContentsBlob(d.ID, v),
			Edition: document.Edition{Reader: 1, Splitter: 1}}, true)
		_, changed, ok := d.ContentOf("01")
		if want := i < 2; ok != want || !changed {
			t.Errorf("after %d newer uploads: kept %v, changed %v", i+1, ok, changed)
		}
	}
	if len(d.Earlier) != 0 {
		t.Errorf("what nobody cited is kept: %+v", d.Earlier)
	}
}

func TestReadingsOfOneUploadDoNotCountAsNewerUploads(t *testing.T) {
	d := versioned("01")
	d.Content.Cited = true
	for _, v := range []document.Version{"02", "03", "04", "05"} {
		d.Version = v
		d.Replace(document.Content{Blob: document.ContentsBlob(d.ID, v),
			Edition: document.Edition{Reader: 1, Splitter: 1}}, false)
	}
	if _, changed, ok := d.ContentOf("01"); !ok || changed {
		t.Errorf("kept %v, changed %v", ok, changed)
	}
	d.Version = "06" // an upload that is not read yet
	for _, v := range []document.Version{"01", "05"} {
		if _, changed, ok := d.ContentOf(v); !ok || !changed {
			t.Errorf("version %s: kept %v, changed %v", v, ok, changed)
		}
	}
}

func TestAnEditionIsOlderInEitherPart(t *testing.T) {
	now := document.Edition{Reader: 2, Splitter: 3}
	for e, want := range map[document.Edition]bool{
		{}: true, {Reader: 1, Splitter: 3}: true, {Reader: 2, Splitter: 2}: true, now: false,
		{Reader: 3, Splitter: 3}: false,
	} {
		if e.Older(now) != want {
			t.Errorf("%+v: older %v", e, !want)
		}
	}
}

func TestWhatAProgramReadThatNotedNoCitationsIsKept(t *testing.T) {
	d := versioned("01")
	d.Content.Edition = document.Edition{}
	d.Version = "02"
	d.Replace(document.Content{Blob: document.ContentsBlob(d.ID, "02")}, false)
	if _, changed, ok := d.ContentOf("01"); !ok || changed {
		t.Errorf("kept %v, changed %v", ok, changed)
	}
}

func TestANewReadingCountsWhileItComesIntoTheStores(t *testing.T) {
	d := versioned("01")
	d.State, d.Reread, d.Readers = document.Ready, "02", []auth.Principal{auth.Everyone}
	for v, want := range map[document.Version]bool{"01": true, "02": true, "03": false} {
		if got := d.Current(v, auth.UserScope("kim")); got != want {
			t.Errorf("version %s is current: %v", v, got)
		}
	}
	if c, changed, ok := d.ContentOf("02"); !ok || changed || c.Blob != document.ContentsBlob(d.ID, "02") {
		t.Errorf("%+v, changed %v, kept %v", c, changed, ok)
	}
}

func TestNoReadingMeansNoVersionBesides(t *testing.T) {
	d := versioned("01")
	d.Reread = "02"
	if _, _, ok := d.ContentOf("03"); ok {
		t.Error("a version that is neither current nor being read has contents")
	}
	d.Reread = ""
	if _, _, ok := d.ContentOf(""); ok {
		t.Error("no version has contents")
	}
}
