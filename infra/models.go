package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/mundap/mundap/internal/llm/pool/core"
)

// geographies are the regions that a cross-region inference profile may send a
// request to. From the Bedrock user guide, "Supported regions and models for
// inference profiles", over all models of the geography: a model may reach
// fewer.
var geographies = map[string][]string{
	"us": {"us-east-1", "us-east-2", "us-west-1", "us-west-2"},
	"eu": {"eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2",
		"eu-west-1", "eu-west-2", "eu-west-3"},
	"apac": {"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
		"ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4"},
	"jp":     {"ap-northeast-1", "ap-northeast-3"},
	"au":     {"ap-southeast-2", "ap-southeast-4"},
	"global": nil, // any commercial region: a policy can't name them one by one
}

// geographyOf is the inference profile for the current Claude models in a region.
func geographyOf(region string) string {
	switch {
	case strings.HasPrefix(region, "us-"):
		return "us"
	case strings.HasPrefix(region, "eu-"):
		return "eu"
	case region == "ap-northeast-1" || region == "ap-northeast-3":
		return "jp"
	case region == "ap-southeast-2" || region == "ap-southeast-4":
		return "au"
	}
	return "global"
}

// providers begin a model's own id; another first word is the geography of an inference profile.
var providers = []string{"ai21", "amazon", "anthropic", "cohere", "deepseek", "meta", "mistral",
	"openai", "qwen", "stability", "twelvelabs", "writer"}

// inferenceProfile splits an id such as us.anthropic.claude-… into the model
// and its geography. geography is empty for a model's own id; known says
// whether the regions behind it are.
func inferenceProfile(id string) (model, geography string, known bool) {
	first, rest, _ := strings.Cut(id, ".")
	if slices.Contains(providers, first) {
		return id, "", false
	}
	_, known = geographies[first]
	return rest, first, known
}

// modelResources are the ARNs that a profile's calls need: the model in its
// region, or the inference profile there and the model in every region that it
// may choose.
func modelResources(stack awscdk.Stack, p Profile) []string {
	arn := func(region, account, resource string) string {
		return "arn:" + *stack.Partition() + ":bedrock:" + region + ":" + account + ":" + resource
	}
	model, geography, _ := inferenceProfile(p.known())
	var list []string
	switch {
	case p.Underlying != "":
		list = append(list, p.Model)
	case geography != "":
		list = append(list, arn(p.Region, *stack.Account(), "inference-profile/"+p.Model))
	}
	if geography == "" {
		return append(list, arn(p.Region, "", "foundation-model/"+model))
	}
	regions := geographies[geography]
	if geography == "global" {
		regions = []string{"*", ""} // the guide names both: any region, and none at all
	}
	for _, region := range regions {
		list = append(list, arn(region, "", "foundation-model/"+model))
	}
	return list
}

// allowModels lets a function call exactly the profiles' models. The endpoint
// bedrock-mantle knows permissions for projects only, not for models.
func allowModels(f *function, profiles []Profile) {
	var resources, projects []string
	for _, p := range profiles {
		if p.Endpoint == string(core.Mantle) {
			projects = append(projects, "arn:"+*f.stack.Partition()+":bedrock-mantle:"+p.Region+":"+
				*f.stack.Account()+":project/*")
			continue
		}
		resources = append(resources, modelResources(f.stack, p)...)
	}
	if len(resources) > 0 {
		slices.Sort(resources)
		f.allow(slices.Compact(resources), "bedrock:InvokeModel",
			"bedrock:InvokeModelWithResponseStream")
	}
	if len(projects) > 0 {
		slices.Sort(projects)
		f.allow(slices.Compact(projects), "bedrock-mantle:CreateInference")
	}
}

// allowQuotas lets the upkeep look up the account's quotas for the models.
// Service Quotas has no resources for these actions.
func allowQuotas(f *function, profiles []Profile) {
	f.allow([]string{"*"}, "servicequotas:ListServiceQuotas",
		"servicequotas:ListAWSDefaultServiceQuotas")
	var models []string
	for _, p := range profiles {
		if p.Endpoint == "" {
			model, _, _ := inferenceProfile(p.known())
			models = append(models, "arn:"+*f.stack.Partition()+":bedrock:"+p.Region+
				"::foundation-model/"+model)
		}
	}
	if len(models) > 0 {
		slices.Sort(models)
		f.allow(slices.Compact(models), "bedrock:CountTokens")
	}
}

// checkProfiles reads the profiles as the functions do, so that errors that would
// stop the functions are found here.
func checkProfiles(f *faults, profiles []Profile) {
	data, err := json.Marshal(profiles)
	if err == nil && len(profiles) > 0 {
		_, err = core.Parse(data)
	}
	f.unless(err == nil, "models", "%v", err)
}
