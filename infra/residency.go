package main

import (
	"cmp"
	"fmt"
	"strings"
)

// checkDataRegion refuses settings by which documents, questions or answers
// would leave the region in which the data must stay.
func (s Settings) checkDataRegion(f *faults) {
	home := s.DataRegion
	if home == "" {
		return
	}
	f.unless(regionName.MatchString(home), "data_region", "%q is not a region's name", home)
	f.unless(s.Region == home, "region", "data must stay in %s, but the stack goes to %q", home,
		s.Region)
	for i, p := range s.Models {
		p.checkHome(f, i, home)
	}
	for key, region := range map[string]string{
		"kendra.region":         s.Kendra.Region,
		"knowledge_base.region": s.KnowledgeBase.Region,
		"s3vectors.region":      s.S3Vectors.Region,
	} {
		f.unless(cmp.Or(region, home) == home, key, "data must stay in %s, but this is in %s", home,
			region)
	}
}

// checkHome refuses a model that other regions may serve.
func (p Profile) checkHome(f *faults, i int, home string) {
	key := fmt.Sprintf("models[%d]", i)
	f.unless(p.Region == home, key+".region", "data must stay in %s, but this model is called in %s",
		home, p.Region)
	_, geography, _ := inferenceProfile(p.known())
	f.unless(geography == "", key+".model",
		"data must stay in %s, but the inference profile %s sends requests to other regions: name the model itself, such as %s",
		home, p.known(), strings.TrimPrefix(p.known(), geography+"."))
	f.unless(p.Endpoint == "", key+".endpoint",
		"data must stay in %s, but AWS does not promise that bedrock-mantle answers only from its own region", home)
}
