package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/config/schema"
)

var (
	projectName        = regexp.MustCompile(`^[a-z][a-z0-9-]{1,18}[a-z0-9]$`)
	accountID          = regexp.MustCompile(`^\d{12}$`)
	regionName         = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d$`)
	modelID            = regexp.MustCompile(`^([a-z-]+\.)?[a-z0-9]+\.[a-z0-9][a-zA-Z0-9.-]*(:\d+)*$`)
	applicationProfile = regexp.MustCompile(`^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d{12}:application-inference-profile/[a-z0-9]+$`)
	originName         = regexp.MustCompile(`^https://[a-z0-9.-]+(:\d+)?$`)
	kendraID           = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9-]{35}$`)
	engineName         = regexp.MustCompile(`^OpenSearch_\d+\.\d+$`)
	searchNode         = regexp.MustCompile(`^[a-z0-9]+\.[a-z0-9]+\.search$`)
	address            = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
)

// logDays are the retentions that CloudWatch offers, of those that make sense here.
var logDays = []int{1, 3, 5, 7, 14, 30, 60, 90, 180, 365}

// faults collects what is wrong, each with the key it is about.
type faults []error

func (f *faults) unless(ok bool, key, format string, args ...any) {
	if !ok {
		*f = append(*f, fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...)))
	}
}

func (f *faults) oneOf(key, value string, allowed ...string) {
	f.unless(slices.Contains(allowed, value), key, "%q is not one of %s", value,
		strings.Join(allowed, ", "))
}

func (f *faults) within(key string, value, low, high int) {
	f.unless(low <= value && value <= high, key, "%d is not within %d and %d", value, low, high)
}

// Validate reports everything that would fail at deployment or later, each
// fault with its key; nil if all is well.
func (s Settings) Validate() error {
	var f faults
	f.unless(projectName.MatchString(s.Project), "project",
		"%q must be 3 to 20 lower-case letters, digits and hyphens, a letter first", s.Project)
	f.unless(s.Account == "" || accountID.MatchString(s.Account), "account",
		"%q is not twelve digits", s.Account)
	f.unless(s.Region == "" || regionName.MatchString(s.Region), "region",
		"%q is not a region's name, such as ap-northeast-2", s.Region)
	s.Site.check(&f)
	s.SignIn.check(&f)
	s.checkPool(&f)
	f.within("limits.requests_per_second", s.Limits.RequestsPerSecond, 1, 10000)
	f.within("limits.burst", s.Limits.Burst, 1, 5000)
	f.within("limits.user_questions", s.Limits.UserQuestions, 0, 60_000)
	f.within("limits.user_uploads", s.Limits.UserUploads, 0, 60_000)
	f.within("limits.user_sockets", s.Limits.UserSockets, 0, 10_000)
	f.within("limits.user_bytes", int(s.Limits.UserBytes), 0, 1<<50)
	f.within("limits.address_questions", s.Limits.AddressQuestions, 0, 60_000)
	f.within("limits.address_uploads", s.Limits.AddressUploads, 0, 60_000)
	f.within("limits.address_sockets", s.Limits.AddressSockets, 0, 60_000)
	s.Functions.check(&f)
	checkModels(&f, s.Models)
	checkRAG(&f, s.RAG)
	checkIngest(&f, s.Ingest)
	s.Readers.check(&f, s.RAG)
	s.Machine.check(&f)
	s.checkMachine(&f)
	if s.OpenSearch.Create {
		s.OpenSearch.check(&f)
	}
	s.Kendra.check(&f)
	s.checkStores(&f)
	s.checkFirewall(&f)
	s.checkWeb(&f)
	s.checkSpeech(&f)
	s.checkDataRegion(&f)
	f.within("backup.table_days", s.Backup.TableDays, 1, 35)
	f.within("backup.version_days", s.Backup.VersionDays, 0, 3650)
	f.unless(s.Operations.Email == "" || address.MatchString(s.Operations.Email),
		"operations.email", "%q is not an address", s.Operations.Email)
	f.within("operations.monthly_budget", s.Operations.MonthlyBudget, 1, 1_000_000)
	f.unless(slices.Contains(logDays, s.Operations.LogDays), "operations.log_days",
		"%d is not one of %v", s.Operations.LogDays, logDays)
	return errors.Join(f...)
}

func (s Site) check(f *faults) {
	f.oneOf("site.price_class", s.PriceClass, "100", "200", "All")
	f.unless((s.Domain == "") == (s.Certificate == ""), "site.domain",
		"a domain needs site.certificate, and a certificate a domain")
	f.unless(s.Certificate == "" || strings.HasPrefix(s.Certificate, "arn:aws:acm:us-east-1:"),
		"site.certificate", "CloudFront takes certificates of ACM in us-east-1 only")
	for _, origin := range s.AllowedOrigins {
		f.unless(originName.MatchString(origin), "site.allowed_origins",
			"%q must read like https://chat.example.com, without a path", origin)
	}
}

// queueFactor: SQS's documentation asks for a visibility timeout of at least
// six times the function's timeout.
const queueFactor = 6

func (s Functions) check(f *faults) {
	for _, x := range []struct {
		key     string
		size    Function
		longest int
	}{
		{"chat", s.Chat, 900}, {"document_manager", s.DocumentManager, 900}, {"small", s.Small, 29},
	} {
		f.within("functions."+x.key+".memory_mb", x.size.MemoryMB, 128, 10240)
		f.within("functions."+x.key+".seconds", x.size.Seconds, 1, x.longest)
	}
	f.within("functions.temporary_mb", s.TemporaryMB, 512, 10240)
	f.within("functions.index_mb", s.IndexMB, 50, s.TemporaryMB/2)
	f.within("functions.document_workers", s.DocumentWorkers, 2, 1000)
}

func checkModels(f *faults, models []Profile) {
	answers := 0
	for i, p := range models {
		key := fmt.Sprintf("models[%d]", i)
		f.unless(regionName.MatchString(p.Region), key+".region", "%q is not a region's name",
			p.Region)
		f.unless(modelID.MatchString(p.known()), key+".model",
			"%q is not a model id or inference profile of Bedrock", p.known())
		f.unless(p.Underlying == "" || applicationProfile.MatchString(p.Model), key+".model",
			"%q is not the ARN of an application inference profile", p.Model)
		f.unless(!strings.HasPrefix(p.Model, "anthropic.claude-instant") &&
			!strings.HasPrefix(p.Model, "anthropic.claude-v2"), key+".model",
			"Bedrock no longer offers %s; its successor here is %s", p.Model,
			smallClaude(p.Region)[0].Model)
		_, geography, known := inferenceProfile(p.known())
		f.unless(geography == "" || known, key+".model",
			"the regions behind %q are not known here: add them to models.go", geography)
		f.unless(p.MaxOutputTokens >= 0, key+".max_output_tokens", "%d is below 0",
			p.MaxOutputTokens)
		f.unless(p.TokensPerMinute >= 0, key+".tokens_per_minute", "%d is below 0",
			p.TokensPerMinute)
		if !slices.Equal(p.Purpose, []string{"embed"}) {
			answers++
		}
	}
	f.unless(answers > 0, "models", "at least one model must answer")
	if len(*f) == 0 {
		checkProfiles(f, models)
	}
}

func checkRAG(f *faults, s schema.RAG) {
	f.unless(len(s.Capabilities) > 0, "rag.capabilities",
		"name at least one store: local, faiss, opensearch, kendra, bedrock, s3vectors")
	for _, c := range s.Capabilities {
		f.oneOf("rag.capabilities", c, "local", "faiss", "opensearch", "kendra", "bedrock", "s3vectors")
	}
	f.oneOf("rag.method", s.Method, "RetrievalPrompt", "RetrievalQA",
		"ConversationalRetrievalChain")
	f.oneOf("rag.kendra_method", s.KendraMethod, "custom_retriever", "kendra_retriever")
	f.within("rag.relevant_docs", s.RelevantDocs, 1, 50)
	f.within("rag.context_tokens", s.ContextTokens, 256, 1_000_000)
	f.unless(s.StoreTimeout >= 100*time.Millisecond, "rag.store_timeout",
		"%s is not a time above 100ms", s.StoreTimeout)
}

func checkIngest(f *faults, s schema.Ingest) {
	f.unless(s.MaxObjectSize >= 1 && s.MaxObjectSize <= 5<<30, "ingest.max_object_size",
		"%d is not within 1 byte and 5 GiB, the most of one PUT", s.MaxObjectSize)
	for _, format := range s.Formats {
		f.unless(format == strings.ToLower(strings.Trim(format, ". ")) && format != "",
			"ingest.formats", "%q must be an extension such as pdf", format)
	}
	f.within("ingest.chunk_size", s.ChunkSize, 200, 20_000)
	f.within("ingest.chunk_overlap", s.ChunkOverlap, 0, s.ChunkSize/2)
	f.within("ingest.memory_mb", s.MemoryMB, 256, 65_536)
}

func (s OpenSearch) check(f *faults) {
	f.unless(engineName.MatchString(s.Version), "opensearch.version",
		"%q must read like OpenSearch_2.19", s.Version)
	f.within("opensearch.data_nodes", s.DataNodes, 1, 80)
	f.unless(searchNode.MatchString(s.DataNodeType), "opensearch.data_node_type",
		"%q must read like r6g.large.search", s.DataNodeType)
	f.unless(slices.Contains([]int{0, 3, 5}, s.MasterNodes), "opensearch.master_nodes",
		"%d is not 0, 3 or 5", s.MasterNodes)
	f.unless(s.MasterNodes == 0 || searchNode.MatchString(s.MasterNodeType),
		"opensearch.master_node_type", "%q must read like m6g.large.search", s.MasterNodeType)
	f.within("opensearch.volume_gb", s.VolumeGB, 10, 3072)
	f.within("opensearch.zones", s.Zones, 1, 3)
	f.within("opensearch.shards", s.Shards, 1, 100)
	f.within("opensearch.replicas", s.Replicas, 0, 10)
	f.unless(s.Zones < 1 || s.DataNodes%s.Zones == 0, "opensearch.data_nodes",
		"%d nodes can't be spread over %d zones evenly", s.DataNodes, s.Zones)
}

func (s Kendra) check(f *faults) {
	f.unless(!s.Create || s.IndexID == "", "kendra.index_id",
		"either an index is made (kendra.create) or an existing one is named, not both")
	f.unless(s.IndexID == "" || kendraID.MatchString(s.IndexID), "kendra.index_id",
		"%q is not an index id of 36 characters", s.IndexID)
	f.unless(s.Region == "" || regionName.MatchString(s.Region), "kendra.region",
		"%q is not a region's name", s.Region)
	f.oneOf("kendra.edition", s.Edition, "DEVELOPER_EDITION", "ENTERPRISE_EDITION")
	f.within("kendra.queries_per_minute", s.QueriesPerMinute, 0, 100_000)
	f.unless(!s.FAQ || s.Create, "kendra.faq",
		"the sample FAQ goes into an index that is made (kendra.create)")
}

// checkStores compares the stores that are asked with those that are there.
func (s Settings) checkStores(f *faults) {
	asks := func(store string) bool { return slices.Contains(s.RAG.Capabilities, store) }
	f.unless(!asks("opensearch") || s.OpenSearch.Create, "rag.capabilities",
		"opensearch needs opensearch.create")
	f.unless(!asks("kendra") || s.Kendra.exists(), "rag.capabilities",
		"kendra needs kendra.create or kendra.index_id")
	f.unless(!asks("bedrock") || s.KnowledgeBase.ID != "", "rag.capabilities",
		"bedrock needs knowledge_base.id")
	f.unless(!asks("s3vectors") || s.S3Vectors.Bucket != "", "rag.capabilities",
		"s3vectors needs s3vectors.bucket")
	f.unless(!s.kendraElsewhere() || !s.Kendra.Create || s.Account != "" && s.Region != "",
		"kendra.region",
		"an index in another region is a second stack, and needs account and region to be named")
	f.unless(s.Kendra.Region == "" || s.Region != "", "kendra.region",
		"name region too, so that the two can be compared")
	s.checkKendraRegion(f)
}

// checkKendraRegion refuses a region without Kendra. A stack without a region
// goes where the deployer's credentials point, and CloudFormation is the one to
// refuse.
func (s Settings) checkKendraRegion(f *faults) {
	region := cmp.Or(s.Kendra.Region, s.Region)
	f.unless(!s.Kendra.exists() || region == "" || slices.Contains(schema.KendraRegions(), region),
		"kendra.region",
		"AWS does not offer Kendra in %s: name one of %s", region,
		strings.Join(schema.KendraRegions(), ", "))
}

// exists says whether there is an index at all.
func (s Kendra) exists() bool { return s.Create || s.IndexID != "" }

// kendraElsewhere reports whether the index is in another region than the stack.
func (s Settings) kendraElsewhere() bool {
	return s.Kendra.exists() && s.Kendra.Region != "" && s.Kendra.Region != s.Region
}
