package core

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/mundap/mundap/internal/llm"
)

// written is a profile as configurations write it: the names of this project
// and those of the original configuration (bedrock_region, model_type,
// model_id, maxOutputTokens).
type written struct {
	Name   string `json:"name"`
	Region string `json:"region"`
	Model  string `json:"model"`
	Type   string `json:"type"`

	BedrockRegion   string `json:"bedrock_region"`
	ModelID         string `json:"model_id"`
	ModelType       string `json:"model_type"`
	MaxOutputCamel  number `json:"maxOutputTokens"`
	MaxOutputTokens number `json:"max_output_tokens"`

	TokensPerMinute   number `json:"tokens_per_minute"`
	TokensPerDay      number `json:"tokens_per_day"`
	RequestsPerMinute number `json:"requests_per_minute"`
	Concurrent        number `json:"concurrent"`
	ContextTokens     number `json:"context_tokens"`

	Burndown float64   `json:"burndown"`
	Prefill  bool      `json:"prefill"`
	Price    Price     `json:"price"`
	Purpose  oneOrMore `json:"purpose"`

	Underlying string               `json:"underlying"`
	Endpoint   Endpoint             `json:"endpoint"`
	Cache      Cache                `json:"cache"`
	Tiers      map[llm.Purpose]Tier `json:"tiers"`
}

// Parse reads a JSON list of profiles, in Mundap's own format or in that of the
// original configuration, and completes it. A quota of 0 is an error; leave a
// quota out if it is unknown.
func Parse(data []byte) ([]Profile, error) {
	var raws []json.RawMessage
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&raws); err != nil {
		return nil, invalid("the list of model profiles is no JSON list: %v", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, invalid("something follows the list of model profiles")
	}
	list := make([]Profile, len(raws))
	for i, raw := range raws {
		p, err := parseOne(raw, i)
		if err != nil {
			return nil, err
		}
		list[i] = p
	}
	return Complete(list)
}

func parseOne(raw json.RawMessage, i int) (Profile, error) {
	var w written
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return Profile{}, invalid("profile %s: %v", w.called(i), err)
	}
	for _, q := range []struct {
		name string
		n    number
	}{
		{"tokens_per_minute", w.TokensPerMinute}, {"tokens_per_day", w.TokensPerDay},
		{"requests_per_minute", w.RequestsPerMinute}, {"concurrent", w.Concurrent},
		{"max_output_tokens", w.MaxOutputTokens}, {"maxOutputTokens", w.MaxOutputCamel},
	} {
		if q.n.set && q.n.value <= 0 {
			return Profile{}, invalid("profile %s: %s is %d: it must be above 0, or left out when it is unknown", w.called(i), q.name, q.n.value)
		}
	}
	return w.profile(), nil
}

func (w written) called(i int) string {
	p := w.profile()
	switch {
	case p.Name != "":
		return fmt.Sprintf("%q", p.Name)
	case p.Model != "":
		return fmt.Sprintf("%q", p.Key())
	}
	return fmt.Sprintf("number %d", i+1)
}

func (w written) profile() Profile {
	p := Profile{
		Name: w.Name, Region: first(w.Region, w.BedrockRegion), Model: first(w.Model, w.ModelID),
		Type: first(w.Type, w.ModelType), TokensPerMinute: w.TokensPerMinute.value,
		TokensPerDay:      w.TokensPerDay.value,
		RequestsPerMinute: w.RequestsPerMinute.value, Concurrent: w.Concurrent.value,
		MaxOutputTokens: max(w.MaxOutputTokens.value, w.MaxOutputCamel.value),
		ContextTokens:   w.ContextTokens.value,
		Burndown:        w.Burndown, Prefill: w.Prefill, Price: w.Price, Purposes: w.Purpose,
		Underlying: w.Underlying, Endpoint: w.Endpoint, Cache: w.Cache, Tiers: w.Tiers,
	}
	p.Model, p.MaxOutputTokens = successor(p.Region, p.Model, p.MaxOutputTokens)
	return p
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// successor maps Claude Instant and Claude 2, which Bedrock no longer offers,
// to the current small Claude model, by the inference profile of the region's
// part of the world (newer models can't be called by their bare id).
func successor(region, model string, maxOutput int) (string, int) {
	if !strings.HasPrefix(model, "anthropic.claude-instant") &&
		!strings.HasPrefix(model, "anthropic.claude-v2") {
		return model, maxOutput
	}
	const small = "anthropic.claude-haiku-4-5-20251001-v1:0"
	switch {
	case strings.HasPrefix(region, "us-"):
		return "us." + small, maxOutput
	case strings.HasPrefix(region, "eu-"):
		return "eu." + small, maxOutput
	case region == "ap-northeast-1" || region == "ap-northeast-3":
		return "jp." + small, maxOutput
	}
	return "global." + small, maxOutput
}
