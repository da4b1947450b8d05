package lint

import (
	"regexp"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/config"
)

// baseSettings are what the functions of the base system are configured with.
var baseSettings = strings.Fields(`
	numberOfRelevantDocs max_object_size supportedFormat capabilities kendraMethod rag_method
	useParallelRAG allowDualSearch enableNoriPlugin enableReference enableParallelSummay
	debugMessageMode profile_of_LLMs s3_bucket s3_prefix callLogTableName indexName path wss_url
	connection_url opensearch_url opensearch_account opensearch_passwd kendraIndex kendra_region
	roleArn googleApiSecret bedrock_region sqsUrl sqsFifoUrl nqueue`)

var (
	inCode  = regexp.MustCompile("`([^`]+)`")
	ownKeys = regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)*$`)
)

// TestEachSettingOfTheBaseSystemHasAnEffectOrAReason reads the table in
// docs/config.md: each setting leads to settings of this program, whose effect
// TestEverySettingIsRead proves, or has a line that says why there is none.
func TestEachSettingOfTheBaseSystemHasAnEffectOrAReason(t *testing.T) {
	known := map[string]bool{}
	for _, f := range config.Fields() {
		known[f.Key] = true
	}
	rows := map[string][]string{} // by the base system's name: our cell, and the note
	_, table, _ := strings.Cut(readTree(t).read(t, "docs/config.md"), "## The base system's settings")
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 {
			continue
		}
		for _, name := range inCode.FindAllStringSubmatch(cells[0], -1) {
			rows[name[1]] = cells[1:]
		}
	}
	for _, name := range baseSettings {
		row, ok := rows[name]
		if !ok {
			t.Errorf("docs/config.md does not say what became of %s", name)
			continue
		}
		keys := inCode.FindAllStringSubmatch(row[0], -1)
		if len(keys) == 0 && strings.TrimSpace(row[1]) == "" {
			t.Errorf("%s has no setting, and no line says why", name)
		}
		for _, k := range keys {
			if !known[k[1]] && ownKeys.MatchString(k[1]) {
				t.Errorf("%s leads to %s, which is no setting", name, k[1])
			}
		}
	}
}
