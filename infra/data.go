package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"
)

// description is a table as the store expects it. All key attributes are
// strings. The same stands in the server's package
// internal/aws/dynamostore/schema, which this module does not import: so
// neither's dependencies hold the other's.
type description struct {
	id, name          string
	hash, sort        string // sort "": none
	expires           bool   // has its time to live on the attribute expires
	requestIndex      bool   // global, by request_id, keys only: for people and tools
	conversationIndex bool   // local, by conversation_time
}

const (
	ttlAttribute      = "expires"
	requestIndex      = "request_id-index"
	conversationIndex = "conversation_time-index"
)

// descriptions are all tables, the call log first.
func descriptions() []description {
	pair := func(id, name string, expires bool) description {
		return description{id: id, name: name, hash: "pk", sort: "sk", expires: expires}
	}
	return []description{
		{id: "Calls", name: "calls", hash: "user_id", sort: "request_time", requestIndex: true,
			conversationIndex: true},
		pair("Conversations", "conversations", false),
		pair("Documents", "documents", true),
		pair("Turns", "turns", true),
		pair("Settings", "settings", true),
		pair("Connections", "connections", true),
		pair("Accounts", "accounts", true), // and sessions
		{id: "Ledger", name: "ledger", hash: "pk", expires: true},
	}
}

// table is one DynamoDB table with its description.
type table struct {
	awsdynamodb.Table
	description
}

// newTables makes every table, by its id.
func newTables(d *deployment) map[string]table {
	tables := map[string]table{}
	for _, t := range descriptions() {
		tables[t.id] = table{newTable(d, t), t}
	}
	return tables
}

func newTable(d *deployment, t description) awsdynamodb.Table {
	props := &awsdynamodb.TableProps{
		TableName:    jsii.String(d.name(t.name)),
		PartitionKey: key(t.hash),
		BillingMode:  awsdynamodb.BillingMode_PAY_PER_REQUEST,
		// The account's key aws/dynamodb: it costs nothing while nobody asks,
		// and CloudTrail shows its use.
		Encryption: awsdynamodb.TableEncryption_AWS_MANAGED,
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: jsii.Bool(true),
			RecoveryPeriodInDays:       jsii.Number(d.settings.Backup.TableDays)},
		RemovalPolicy:      d.removal(),
		DeletionProtection: jsii.Bool(d.settings.Protect),
	}
	if t.sort != "" {
		props.SortKey = key(t.sort)
	}
	if t.expires {
		props.TimeToLiveAttribute = jsii.String(ttlAttribute)
	}
	made := awsdynamodb.NewTable(d.Stack, jsii.String("Table"+t.id), props)
	if t.requestIndex {
		made.AddGlobalSecondaryIndex(&awsdynamodb.GlobalSecondaryIndexProps{
			IndexName: jsii.String(requestIndex), PartitionKey: key("request_id"),
			ProjectionType: awsdynamodb.ProjectionType_KEYS_ONLY,
		})
	}
	if t.conversationIndex {
		made.AddLocalSecondaryIndex(&awsdynamodb.LocalSecondaryIndexProps{
			IndexName: jsii.String(conversationIndex), SortKey: key("conversation_time"),
			ProjectionType: awsdynamodb.ProjectionType_INCLUDE, NonKeyAttributes: texts("memory",
				"outcome", "replaced"),
		})
	}
	return made
}

func key(name string) *awsdynamodb.Attribute {
	return &awsdynamodb.Attribute{Name: jsii.String(name), Type: awsdynamodb.AttributeType_STRING}
}

// What DynamoDB's transactions and batches need is what their single writes need.
var (
	readItems  = []string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
	writeItems = []string{"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
		"dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem"}
)

// read lets a function read tables and their local indexes. Global indexes lag;
// nothing of Mundap's reads them.
func (t table) read(f *function) {
	f.allow(t.resources(), readItems...)
}

func (t table) write(f *function) {
	f.allow([]string{*t.TableArn()}, writeItems...)
}

func (t table) resources() []string {
	list := []string{*t.TableArn()}
	if t.conversationIndex {
		list = append(list, *t.TableArn()+"/index/"+conversationIndex)
	}
	return list
}

// grantData says which function reads and writes which table.
func grantData(fs *functions, tables map[string]table) {
	for _, g := range []struct {
		f           *function
		read, write []string
	}{
		{fs.authorizer, []string{"Accounts"}, nil},
		{fs.provisioning, []string{"Accounts"}, nil},
		{fs.upload, []string{"Accounts", "Documents"}, []string{"Documents", "Ledger"}},
		{fs.query, []string{"Accounts", "Calls", "Conversations", "Turns", "Documents"}, nil},
		{fs.history, []string{"Accounts", "Calls", "Conversations", "Documents"}, nil},
		// a client that has left while it was told is forgotten
		{fs.deletion, []string{"Accounts", "Calls", "Conversations", "Turns", "Connections"},
			[]string{"Calls", "Conversations", "Turns", "Connections"}},
		{fs.site, []string{"Accounts", "Calls", "Conversations", "Turns", "Documents", "Settings",
			"Connections"},
			// signing out ends connections
			[]string{"Accounts", "Calls", "Conversations", "Turns", "Documents", "Settings",
				"Connections"}},
		// accounts: whoever asks for the search page has a session
		{fs.chat, []string{"Accounts", "Calls", "Conversations", "Turns", "Documents", "Settings",
			"Connections", "Ledger"},
			[]string{"Calls", "Conversations", "Turns", "Settings", "Connections", "Ledger"}},
		// both tell a document's owner that it has changed; the latter removes what
		// the log has of deleted documents
		{fs.eventManager, []string{"Documents", "Accounts", "Connections"}, []string{"Documents"}},
		{fs.documentManager, []string{"Documents", "Ledger", "Connections", "Calls",
			"Conversations", "Turns"},
			[]string{"Documents", "Ledger", "Calls", "Conversations", "Turns"}},
	} {
		for _, id := range g.read {
			tables[id].read(g.f)
		}
		for _, id := range g.write {
			tables[id].write(g.f)
		}
	}
	// both note that a session was used
	for _, f := range []*function{fs.authorizer, fs.chat} {
		f.allow([]string{*tables["Accounts"].TableArn()}, "dynamodb:UpdateItem")
	}
	// chat notes which versions of documents its answers cite
	fs.chat.allow([]string{*tables["Documents"].TableArn()}, "dynamodb:UpdateItem")
}
