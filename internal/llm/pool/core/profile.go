package core

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// Embed is the purpose of profiles with embedding models. The other purposes
// are those of package llm.
const Embed llm.Purpose = "embed"

// purposes in a fixed order; a set of them is a bit mask. Revise goes wherever Answer goes.
var purposes = [...]llm.Purpose{llm.Answer, llm.Revise, llm.Translate, llm.Summarise, Embed}

const allText = 1<<4 - 1

func purposeIndex(p llm.Purpose) int {
	if i := slices.Index(purposes[:], p); i >= 0 {
		return i
	}
	return 0 // "" and unknown ones are answers: somebody may be waiting
}

// Price is in US dollars per million tokens.
type Price struct {
	Input  float64 `json:"input"`
	Output float64 `json:"output"`
}

// Profile is one model in one region, with its quotas. A quota of 0 is unknown
// and is learned from throttling errors.
type Profile struct {
	Name   string `json:"name"` // "" becomes MODEL@REGION
	Region string `json:"region"`
	Model  string `json:"model"`
	Type   string `json:"type,omitempty"` // the provider's family of models: "claude", "titan"

	TokensPerMinute   int `json:"tokens_per_minute,omitempty"`
	TokensPerDay      int `json:"tokens_per_day,omitempty"`
	RequestsPerMinute int `json:"requests_per_minute,omitempty"`
	Concurrent        int `json:"concurrent,omitempty"` // calls of this process at the same time; not shared through a ledger

	MaxOutputTokens int `json:"max_output_tokens,omitempty"` // 0 becomes 4096
	ContextTokens   int `json:"context_tokens,omitempty"`    // 0 if unknown
	// Burndown is how much of the quota one token of output costs. 0 becomes
	// the rate that Bedrock documents for the model.
	Burndown float64 `json:"burndown,omitempty"`
	// Prefill reports that the model can continue an answer whose beginning it
	// is given. Newer Claude models refuse this.
	Prefill bool  `json:"prefill,omitempty"`
	Price   Price `json:"price,omitzero"`
	// Purposes are the purposes that the profile serves. If the list is empty,
	// it serves every purpose except Embed.
	Purposes []llm.Purpose `json:"purpose,omitempty"`

	// Ratio is the model's number of tokens divided by the estimate of package
	// llm, if it was measured beforehand. If it is 0, it is unknown and taken
	// as 1 until the first answer.
	Ratio float64 `json:"-"`
	// Underlying is the model or inference profile from which an application
	// inference profile was created. Model is then the ARN of that application
	// inference profile. The provider counts the usage of both together.
	Underlying string `json:"underlying,omitempty"`
	// Endpoint is where the model is called. Each endpoint has its own quota.
	Endpoint Endpoint `json:"endpoint,omitempty"`
	// Cache is how long the provider caches the beginning of a prompt; "" means
	// that it is not cached.
	Cache Cache `json:"cache,omitempty"`
	// Tiers are the provider's service tiers by purpose. A purpose without one
	// has the standard tier. Revise always has the tier of Answer.
	Tiers map[llm.Purpose]Tier `json:"tiers,omitempty"`
}

// Endpoint is one of the places in a region where Bedrock serves models.
type Endpoint string

const (
	Runtime Endpoint = "" // bedrock-runtime
	Mantle  Endpoint = "mantle"
)

// Cache is a lifetime of the prompt cache.
type Cache string

const (
	CacheFiveMinutes Cache = "5m"
	CacheHour        Cache = "1h"
)

// Tier is a service tier of Bedrock.
type Tier string

const (
	Flex     Tier = "flex" // cheaper and slower
	Standard Tier = "default"
	Priority Tier = "priority"
	Reserved Tier = "reserved"
)

// Key identifies an account: the usage that a provider counts together. Model
// begins with the endpoint unless that is bedrock-runtime.
type Key struct {
	Region string `json:"region"`
	Model  string `json:"model"`
}

func (k Key) String() string { return k.Model + "@" + k.Region }

// Key returns the profile's account.
func (p Profile) Key() Key {
	k := Key{Region: p.Region, Model: p.known()}
	if p.Endpoint != Runtime {
		k.Model = string(p.Endpoint) + ":" + k.Model
	}
	return k
}

// known is the id that tells which model it is.
func (p Profile) known() string { return first(p.Underlying, p.Model) }

func (p Profile) mask() uint8 {
	if len(p.Purposes) == 0 {
		return allText
	}
	var m uint8
	for _, q := range p.Purposes {
		m |= 1 << purposeIndex(q)
	}
	if m&1 != 0 {
		m |= 1 << purposeIndex(llm.Revise)
	}
	return m
}

// Serves returns whether the profile answers with text, and whether it embeds.
func (p Profile) Serves() (text, embeds bool) {
	m := p.mask()
	return m&allText != 0, m&(1<<purposeIndex(Embed)) != 0
}

// five is the models of which a token of output costs five of the quota: Claude
// 3.7 and all of Claude 4 and later, written before or after the family's name
// ("claude-3-7-sonnet", "claude-sonnet-4-5", "claude-5-haiku").
var five = regexp.MustCompile(`claude-(3-7-|[4-9]|[a-z]+-[4-9])`)

// burndown is the documented rate of a model.
func burndown(model string) float64 {
	if five.MatchString(model) {
		return 5
	}
	return 1
}

// complete fills in what may be left out.
func (p Profile) complete() Profile {
	if p.Name == "" {
		p.Name = p.Key().String()
	}
	if p.MaxOutputTokens == 0 {
		p.MaxOutputTokens = 4096
	}
	if p.Burndown == 0 {
		p.Burndown = 1 // Mantle counts a token of output as one
		if p.Endpoint == Runtime {
			p.Burndown = burndown(p.known())
		}
	}
	return p
}

// validate reports the first thing that is wrong with a completed profile, naming it.
func (p Profile) validate() error {
	bad := func(format string, args ...any) error {
		return invalid("profile %q: "+format, append([]any{p.Name}, args...)...)
	}
	switch {
	case strings.TrimSpace(p.Model) == "":
		return bad("a model is missing")
	case p.TokensPerMinute < 0, p.TokensPerDay < 0, p.RequestsPerMinute < 0, p.Concurrent < 0:
		return bad("a quota is negative")
	case p.MaxOutputTokens < 0, p.ContextTokens < 0:
		return bad("a number of tokens is negative")
	case p.Burndown < 0 || p.Price.Input < 0 || p.Price.Output < 0:
		return bad("a price or burndown rate is negative")
	}
	for _, q := range p.Purposes {
		if !slices.Contains(purposes[:], q) {
			return bad("there is no purpose %q (there are answer, translate, summarise and embed)",
				q)
		}
	}
	return p.validateBedrock(bad)
}

// shortCache matches the Claude models before 4.5, which can cache a prompt for
// five minutes but not for an hour. See Bedrock's user guide, "Prompt caching".
var shortCache = regexp.MustCompile(`claude-(instant|v2|3-|[a-z]+-4(-1)?-\d{8})`)

// validateBedrock checks the fields that are only for Bedrock.
func (p Profile) validateBedrock(bad func(string, ...any) error) error {
	// The ARN of an application inference profile doesn't say which model it is for.
	// Limits and prices depend on the model, so the profile must name it.
	application := strings.HasPrefix(p.Model, "arn:") &&
		strings.Contains(p.Model, ":application-inference-profile/")
	switch {
	case application && p.Underlying == "":
		return bad("an application inference profile needs underlying: what it was created from")
	case !application && p.Underlying != "":
		return bad("underlying is only for the ARN of an application inference profile")
	case p.Endpoint != Runtime && p.Endpoint != Mantle:
		return bad("there is no endpoint %q (there is mantle)", p.Endpoint)
	case p.Endpoint == Mantle && slices.Contains(p.Purposes, Embed):
		return bad("the endpoint mantle has no embeddings")
	case p.Endpoint == Mantle && application:
		return bad("the endpoint mantle does not support application inference profiles")
	case p.Cache != "" && p.Cache != CacheFiveMinutes && p.Cache != CacheHour:
		return bad("cache is %q, but must be 5m or 1h", p.Cache)
	case p.Cache == CacheHour && shortCache.MatchString(p.known()):
		return bad("%s can't cache a prompt for 1h: set cache to 5m", p.known())
	}
	for purpose, t := range p.Tiers {
		switch {
		case !slices.Contains(purposes[:], purpose) || purpose == Embed:
			return bad("tiers name the purpose %q (there are answer, translate and summarise)", purpose)
		case !slices.Contains([]Tier{Flex, Standard, Priority, Reserved}, t):
			return bad("there is no service tier %q (there are flex, default, priority and reserved)", t)
		case p.Endpoint == Mantle:
			return bad("service tiers are of the standard endpoint, not of mantle")
		}
	}
	return nil
}

// Complete checks a list of profiles and fills in what may be left out. An
// error names the profile that is wrong.
func Complete(list []Profile) ([]Profile, error) {
	if len(list) == 0 {
		return nil, invalid("the list of model profiles is empty")
	}
	out := make([]Profile, len(list))
	names := map[string]bool{}
	embedder := ""
	for i, p := range list {
		if p.Model == "" && p.Name == "" {
			p.Name = fmt.Sprintf("number %d", i+1)
		}
		p = p.complete()
		if err := p.validate(); err != nil {
			return nil, err
		}
		if names[p.Name] {
			return nil, invalid("two profiles have the name %q: give one of them another name",
				p.Name)
		}
		names[p.Name] = true
		if slices.Contains(p.Purposes, Embed) {
			if embedder != "" && embedder != p.known() {
				return nil, invalid("profile %q: embeds with %q, but another one with %q: their vectors can't be compared", p.Name, p.known(), embedder)
			}
			embedder = p.known()
		}
		out[i] = p
	}
	return out, sameQuotas(out)
}

// sameQuotas refuses profiles of one region and model that name different
// quotas: the provider has one.
func sameQuotas(list []Profile) error {
	first := map[Key]Profile{}
	for _, p := range list {
		q, ok := first[p.Key()]
		if !ok {
			first[p.Key()] = p
			continue
		}
		if p.TokensPerMinute != q.TokensPerMinute || p.TokensPerDay != q.TokensPerDay ||
			p.RequestsPerMinute != q.RequestsPerMinute || p.Burndown != q.Burndown {
			return invalid("profiles %q and %q: the same model in one region with different quotas",
				q.Name, p.Name)
		}
	}
	return nil
}

func invalid(format string, args ...any) error {
	cause := fmt.Errorf(format, args...)
	return fault.New(fault.Invalid, "모델 프로필 설정이 잘못됐어요. 설정 파일을 고쳐 주세요: "+cause.Error(),
		"The model profiles are not valid. Correct the configuration: "+cause.Error())
}

// number accepts 8196 and "8196": the original configuration writes numbers as strings.
type number struct {
	value int
	set   bool
}

func (n *number) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if text == "null" {
		return nil
	}
	var v json.Number
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return fmt.Errorf("%s is no number", b)
	}
	i, err := v.Int64()
	if err != nil {
		return fmt.Errorf("%s is no whole number", b)
	}
	n.value, n.set = int(i), true
	return nil
}

// oneOrMore accepts "answer" and ["answer", "translate"].
type oneOrMore []llm.Purpose

func (o *oneOrMore) UnmarshalJSON(b []byte) error {
	var one llm.Purpose
	if json.Unmarshal(b, &one) == nil {
		*o = oneOrMore{one}
		return nil
	}
	return json.Unmarshal(b, (*[]llm.Purpose)(o))
}
