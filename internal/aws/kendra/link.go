package kendra

import (
	"net/url"
	"strings"

	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
)

// linked returns the document of Mundap's that an address leads to, or "" if it
// leads elsewhere. It returns false for an address of Mundap's from which the
// document can't be told, such as that of an object in the bucket.
func (s *Store) linked(address string) (document.ID, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return "", false
	}
	if bucket := s.options.Bucket; bucket != "" && (u.Host == bucket ||
		strings.HasPrefix(u.Host, bucket+".s3") || strings.HasPrefix(u.Path, "/"+bucket+"/") && strings.HasPrefix(u.Host, "s3")) {
		return "", false
	}
	site, err := url.Parse(s.options.Site)
	if err != nil || u.Host != "" && u.Host != site.Host {
		return "", err == nil
	}
	place, ok := strings.CutPrefix(u.Path, "/documents/")
	if !ok {
		return "", true
	}
	id, err := citation.ParseURL(place)
	return id, err == nil
}
