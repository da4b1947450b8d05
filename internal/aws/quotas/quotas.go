// Package quotas finds out how much an account may use Bedrock's models. It reads
// quotas from Service Quotas, and asks Bedrock how many tokens the models need
// for Korean and English text ([Measure]).
//
// Service Quotas describes a quota in prose, without the model's id. [Find]
// compares the words. If it doesn't recognise a name, the quota stays unknown. The
// names have been written in these ways, as of October 2026:
//
//   - "Cross-region model inference tokens per minute for Anthropic Claude Haiku
//     4.5", or "On-demand" or "Global cross-region" instead. These are the names in
//     accounts, in the General Reference
//     (docs.aws.amazon.com/general/latest/gr/bedrock.html#limits_bedrock), and in
//     people's scripts, which quote the codes of such quotas beside them.
//   - "Cross-Region InvokeModel tokens per minute for ${model}" and "On-demand
//     InvokeModel …" in the user guide
//     (docs.aws.amazon.com/bedrock/latest/userguide/quotas-runtime.html).
//   - "[bedrock-mantle endpoint] Input tokens per minute for Claude Opus 4.8", in
//     accounts, without the provider; "Bedrock Mantle input tokens per minute for
//     ${model}" in the user guide (…/quotas-mantle.html).
//
// The user guide says that Bedrock no longer enforces quotas of requests per minute
// (since May 2026). Accounts that still list one are taken at their word.
package quotas

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas/types"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
)

// Quota is a quota of an account in a region.
type Quota struct {
	Name  string
	Value float64
}

// service is Bedrock's code in Service Quotas.
const service = "bedrock"

// List reads Bedrock's quotas in a region: the account's own quotas, and AWS's
// defaults for the others. endpoint is called instead of the region's endpoint
// unless it is "".
func List(ctx context.Context, cfg aws.Config, region, endpoint string) ([]Quota, error) {
	client := servicequotas.NewFromConfig(cfg, func(o *servicequotas.Options) {
		o.Region = region
		if endpoint != "" {
			o.BaseEndpoint = &endpoint
		}
	})
	found := map[string]Quota{}
	keep := func(list []types.ServiceQuota) {
		for _, q := range list {
			if name := aws.ToString(q.QuotaName); name != "" && q.Value != nil {
				found[name] = Quota{name, *q.Value}
			}
		}
	}
	defaults := servicequotas.NewListAWSDefaultServiceQuotasPaginator(client,
		&servicequotas.ListAWSDefaultServiceQuotasInput{ServiceCode: aws.String(service),
			MaxResults: aws.Int32(100)})
	for defaults.HasMorePages() {
		page, err := defaults.NextPage(ctx)
		if err != nil {
			return nil, classify(ctx, err)
		}
		keep(page.Quotas)
	}
	applied := servicequotas.NewListServiceQuotasPaginator(client,
		&servicequotas.ListServiceQuotasInput{ServiceCode: aws.String(service),
			MaxResults: aws.Int32(100)})
	for applied.HasMorePages() {
		page, err := applied.NextPage(ctx)
		if err != nil {
			return nil, classify(ctx, err)
		}
		keep(page.Quotas)
	}
	list := make([]Quota, 0, len(found))
	for _, q := range found {
		list = append(list, q)
	}
	return list, nil
}

func classify(ctx context.Context, err error) error {
	return awsfault.Classify(ctx, "reading Bedrock's quotas", err, func(err error) fault.Kind {
		return awsfault.KindOfStatus(awsfault.StatusOf(err))
	})
}

// Route is a way to call a model. Each route has separate quotas.
type Route string

const (
	OnDemand Route = "on-demand model inference"
	Cross    Route = "cross-region model inference"
	Global   Route = "global cross-region model inference"
	Mantle   Route = "bedrock mantle input"
	// mantleOutput is Mantle's second quota; see [Burndown].
	mantleOutput Route = "bedrock mantle output"
)

// spellings turns the ways in which names are written, in lower case, into one.
var spellings = strings.NewReplacer("invokemodel", "model inference",
	"[bedrock-mantle endpoint]", "bedrock mantle")

// routeOf returns the route that the id of a model or inference profile implies.
func routeOf(model string) (route Route, bare string) {
	first, rest, _ := strings.Cut(model, ".")
	switch {
	case first == "global":
		return Global, rest
	case slices.Contains([]string{"us", "eu", "apac", "jp", "au", "us-gov", "ca", "sa"}, first):
		return Cross, rest
	}
	return OnDemand, model
}

// Find returns a model's tokens and requests per minute by a route; 0 if the list
// doesn't name them.
func Find(list []Quota, model string, route Route) (tokens, requests int) {
	want := words(model)
	for _, q := range list {
		what, of, found := strings.Cut(spellings.Replace(strings.ToLower(q.Name)), " for ")
		if named := words(of); !found || !same(want, named) &&
			(len(want) < 2 || !same(want[1:], named)) {
			continue // with the provider's name, or without it
		}
		switch what {
		case string(route) + " tokens per minute":
			tokens = int(q.Value)
		case string(route) + " requests per minute":
			requests = int(q.Value)
		}
	}
	return tokens, requests
}

// Burndown is how many tokens of the input quota a token of output counts as at
// bedrock-mantle, so that the smaller quota of output is kept as well; 0 if it is
// unknown.
func Burndown(list []Quota, model string) float64 {
	input, _ := Find(list, model, Mantle)
	output, _ := Find(list, model, mantleOutput)
	if input == 0 || output == 0 {
		return 0
	}
	return max(1, float64(input)/float64(output))
}

var (
	date    = regexp.MustCompile(`^\d{8}$`)
	version = regexp.MustCompile(`^v\d+$`)
	number  = regexp.MustCompile(`^\d{1,2}$`)
	parted  = regexp.MustCompile(`[\s.-]+`)
)

// words are what a model's id and its name in prose have in common:
// "anthropic.claude-haiku-4-5-20251001-v1:0" and "Anthropic Claude Haiku 4.5"
// are anthropic, claude, haiku, 4, 5. The first version of a model has no number
// in prose.
func words(name string) []string {
	name, _, _ = strings.Cut(strings.ToLower(name), ":")
	var list []string
	for _, w := range parted.Split(name, -1) {
		if w != "" && w != "v1" && !date.MatchString(w) {
			list = append(list, w)
		}
	}
	return list
}

// same compares words in any order, because Claude's version numbers used to come
// before the name of the family. The numbers must have the same order.
func same(a, b []string) bool {
	return slices.Equal(sorted(a), sorted(b)) && slices.Equal(numbers(a), numbers(b))
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

func numbers(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list),
		func(w string) bool { return !number.MatchString(w) && !version.MatchString(w) })
}

// String names a quota with its value.
func (q Quota) String() string { return fmt.Sprintf("%s: %.0f", q.Name, q.Value) }
