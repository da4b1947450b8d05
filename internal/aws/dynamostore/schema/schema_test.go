package schema_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
)

// The stack describes the tables in a module of its own: its synthesised
// templates must say what the stores expect.
func TestTheStacksTablesAreTheStores(t *testing.T) {
	for name, prefix := range map[string]string{"default": "mundap-", "seed": "mundap-seed-"} {
		path := filepath.Join("..", "..", "..", "..", "infra", "testdata", name+".template.json")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var template struct{ Resources map[string]resource }
		if err := json.Unmarshal(data, &template); err != nil {
			t.Fatal(err)
		}
		made := map[string]schema.Table{}
		for _, r := range template.Resources {
			if r.Type == "AWS::DynamoDB::Table" {
				x := r.table()
				made[x.Name] = x
			}
		}
		tables := schema.Named(prefix).Schema()
		for _, want := range tables {
			got := made[want.Name]
			got.ID = want.ID
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: the stack makes  %+v\nthe store expects %+v", name, got, want)
			}
		}
		if len(made) != len(tables) {
			t.Errorf("%s: the stack makes %d tables, the stores use %d", name, len(made),
				len(tables))
		}
	}
}

// resource is a table in a CloudFormation template.
type resource struct {
	Type       string
	Properties struct {
		TableName               string
		KeySchema               []keyElement
		AttributeDefinitions    []struct{ AttributeName, AttributeType string }
		GlobalSecondaryIndexes  []index
		LocalSecondaryIndexes   []index
		TimeToLiveSpecification struct {
			AttributeName string
			Enabled       bool
		}
	}
}

type keyElement struct{ AttributeName, KeyType string }

type index struct {
	IndexName  string
	KeySchema  []keyElement
	Projection struct{ NonKeyAttributes []string }
}

func keys(elements []keyElement) (hash, sort string) {
	for _, e := range elements {
		if e.KeyType == "HASH" {
			hash = e.AttributeName
		} else {
			sort = e.AttributeName
		}
	}
	return hash, sort
}

func indexes(list []index) []schema.Index {
	var all []schema.Index
	for _, x := range list {
		hash, sort := keys(x.KeySchema)
		all = append(all, schema.Index{Name: x.IndexName, HashKey: hash, RangeKey: sort,
			Include: x.Projection.NonKeyAttributes})
	}
	return all
}

func (r resource) table() schema.Table {
	p := r.Properties
	hash, sort := keys(p.KeySchema)
	t := schema.Table{
		Name: p.TableName, HashKey: hash, RangeKey: sort,
		GlobalIndexes: indexes(p.GlobalSecondaryIndexes),
		LocalIndexes:  indexes(p.LocalSecondaryIndexes),
	}
	if p.TimeToLiveSpecification.Enabled {
		t.TTL = p.TimeToLiveSpecification.AttributeName
	}
	for _, a := range p.AttributeDefinitions {
		if a.AttributeType != "S" {
			t.Name += " with a key " + a.AttributeName + " of type " + a.AttributeType
		}
	}
	return t
}
