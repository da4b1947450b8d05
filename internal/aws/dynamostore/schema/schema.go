// Package schema describes the DynamoDB tables in which Mundap keeps its
// records: their keys, indexes and times to live. The stack, the tests and the
// stores all use this description. The package does not import the AWS SDK.
//
// All tables are billed on demand, encrypted, and have string keys. Where items
// expire, the time to live is in the attribute [TTL]. DynamoDB may delete them
// days late, so readers check the time themselves.
package schema

// TTL is the attribute with the time (Unix seconds) after which an item may vanish.
const TTL = "expires"

// Tables names the tables of one installation.
type Tables struct {
	Calls         string // the call log
	Conversations string // conversations, which call a request id belongs to, cleared memories
	Documents     string // document records and upload grants
	Turns         string // answers in the making and their events
	Settings      string
	Connections   string // open sockets and what they follow
	Accounts      string // accounts and sessions
	Ledger        string // the LLM pool's accounts (package dynamoledger)
}

// Named gives every table a name that begins with prefix, such as "mundap-".
func Named(prefix string) Tables {
	return Tables{
		Calls: prefix + "calls", Conversations: prefix + "conversations",
		Documents: prefix + "documents",
		Turns:     prefix + "turns", Settings: prefix + "settings",
		Connections: prefix + "connections",
		Accounts:    prefix + "accounts", Ledger: prefix + "ledger",
	}
}

// Table describes one table. All key attributes are strings.
type Table struct {
	ID            string // what it is called in the stack, such as "Calls": never changes
	Name          string
	HashKey       string
	RangeKey      string // "": none
	GlobalIndexes []Index
	LocalIndexes  []Index // can only be made with the table; limit a hash key's items to 10 GB
	TTL           string  // attribute; if "", nothing expires
}

// Index is a secondary index.
type Index struct {
	Name     string
	HashKey  string
	RangeKey string   // "": none
	Include  []string // projected attributes in addition to the keys; none: keys only
}

// Index names of the call log.
const (
	// ByRequestID is for people and tools that look for a request. Mundap
	// itself does not read it: a global index lags.
	ByRequestID = "request_id-index"
	// ByConversation orders a user's calls by conversation and server time.
	// Local, because memory must be read as written.
	ByConversation = "conversation_time-index"
)

// Schema describes the tables, in a fixed order.
func (t Tables) Schema() []Table {
	pair := func(id, name, ttl string) Table {
		return Table{ID: id, Name: name, HashKey: "pk", RangeKey: "sk", TTL: ttl}
	}
	return []Table{
		{
			ID: "Calls", Name: t.Calls, HashKey: "user_id", RangeKey: "request_time",
			GlobalIndexes: []Index{{Name: ByRequestID, HashKey: "request_id"}},
			LocalIndexes: []Index{{
				Name: ByConversation, HashKey: "user_id", RangeKey: "conversation_time",
				Include: []string{"memory", "outcome", "replaced"},
			}},
		},
		pair("Conversations", t.Conversations, ""),
		pair("Documents", t.Documents, TTL),
		pair("Turns", t.Turns, TTL),
		pair("Settings", t.Settings, TTL),
		pair("Connections", t.Connections, TTL),
		pair("Accounts", t.Accounts, TTL),
		{ID: "Ledger", Name: t.Ledger, HashKey: "pk", TTL: TTL},
	}
}
