package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// damage is a mistake that somebody could make and that would hurt people
// before anybody noticed. Unlike the other mutants, damages are written by hand.
type damage struct {
	what string // is wrong after it
	by   string // the test that should notice, as for go test -run; tried first
	file string // path from the root
	was  string // occurs once in the file
	is   string
}

const (
	fn      = "internal/lambdafn/"
	sqs     = "internal/aws/sqsqueue/"
	dynamo  = "internal/aws/dynamostore/"
	s3      = "internal/aws/s3blob/"
	ledger  = "internal/aws/dynamoledger/"
	sockets = "internal/aws/wsmanagement/"
)

var damages = slices.Concat(onAWS, inProgram, inAnswering, atBoundaries)

// onAWS are damages of the handlers and of what they call AWS with.
var onAWS = []damage{
	// who may do what
	{"everybody is admitted", "TheAuthorizer", fn + "authorizer.go", "{}, errUnauthorized", "{}, nil"},
	{"a session admits to every route", "TheAuthorizer", fn + "authorizer.go", "Resource: []string{arn}", `Resource: []string{"*"}`},
	{"a socket's ticket opens the REST API", "TheAuthorizer", fn + "authorizer.go", `e.RequestContext.EventType == "CONNECT"`, `e.QueryStringParameters["ticket"] != ""`},
	{"every account is an administrator's", "ASocketHasTheRights", fn + "socket.go", `c.Scope.Admin = admin == "true"`, `c.Scope.Admin = admin != ""`},
	{"a socket outlives its session", "ASocketHasTheRights", fn + "socket.go", "time.Unix(unix, 0).Before(c.Expires)", "time.Unix(unix, 0).After(c.Expires)"},
	{"other sites' pages open sockets without accounts", "WithoutAccountsOnly", fn + "socket.go", "err != nil || s.clients.open && origin", "err != nil || false && origin"},
	{"signing out closes no socket", "SigningOutCloses", fn + "hangup.go", "return c.Session == ended.ID", "return false"},
	{"a socket that can't be closed is served on", "SigningOutCloses", fn + "hangup.go", "s.connections.Close(ctx, c.ID), s.sockets", "nil, s.sockets"},
	{"a locked account's sockets stay open", "AccountsAreChanged|ALockStops", fn + "account.go", "err == nil && ends", "err == nil && !ends"},
	{"guesses are counted for an address that the client invents", "RequestsOfAPIGateway", fn + "rest.go", "hops[n-2]", "hops[0]"},
	{"a user may ask as often as they like", "TooOften", fn + "socket.go", "if wait > 0 {", "if wait < 0 {"},
	// which function does what
	{"the event manager answers pings", "EveryName", fn + "functions.go", `"event-manager": openEventManager`, `"event-manager": openPing`},
	{"the site is a plain function", "EveryName", fn + "functions.go", `"site":          openSite`, `"site":          openREST`},
	{"the authorizer is a plain function", "EveryName", fn + "functions.go", `"authorizer":    openAuthorizer`, `"authorizer":    openREST`},
	{"the chat is the document manager", "EventsApart", fn + "dict.go", `"chat": openChat,`, `"chat": openDocumentManager,`},
	{"the upkeep is taken for an empty batch", "TheUpkeep", fn + "upkeep.go", "== nil && e.Upkeep", "== nil && !e.Upkeep"},
	{"the chat function's job is taken for a message", "EventsApart", fn + "dict.go", "kind.Job != nil", "kind.Job != nil && kind.HTTPMethod != \"\""},
	{"a job goes to the newest code", "AJobGoes", fn + "invoke.go", `if i.alias != "" {`, `if i.alias == "-" {`},
	{"a job that Lambda does not take is lost", "AJobGoes", fn + "invoke.go", "out.StatusCode != http.StatusAccepted", "out.StatusCode != http.StatusAccepted && false"},
	// what is lost
	{"failed messages of a batch are deleted", "FailedMessages", fn + "documents.go", "return tasks.HandleBatch(ctx, b, h), nil", "_ = tasks.HandleBatch(ctx, b, h)\n\treturn sqsqueue.Failures{}, nil"},
	{"a failed event is not repeated", "AFailedEvent", fn + "documents.go", "err = errors.Join(err, fmt.Errorf(", "_ = errors.Join(err, fmt.Errorf("},
	{"an old version's end removes the document", "AnExpiredVersion", fn + "documents.go", "return err == nil, err", "return false, err"},
	{"a turn whose writer died is not begun again", "ATurnWhoseWriterDied", fn + "answer.go", "for range maxAttempts {", "for range 1 {"},
	{"a client that left fails the run", "WhenTheClientIsGone", fn + "answer.go", "if !fault.Is(err, fault.NotFound) {\n\t\t\tr.failed", "if err != nil {\n\t\t\tr.failed"},
	{"messages after a failed one of their document are deleted", "AfterAFailure", sqs + "batch.go", "range members[n:] {", "range members[n : n+1] {"},
	{"a message is worked on by two functions", "AHandlerThatAsks|ABatchIsHeld", sqs + "batch.go", "time.Until(deadline)+settleMargin", "time.Until(deadline)/2"},
	{"a killed function's messages wait for an hour", "ABatchIsHeld", sqs + "batch.go", "q.hold(ctx, b)\n", "\n"},
	{"documents' messages overtake each other", "ADeadLetterThatIsSentAgain|SQS", sqs + "queue.go", "MessageGroupId: &m.Group,", "MessageGroupId: &m.Dedup,"},
	// where things lie
	{"the index lies among the documents", "TheIndexLies", fn + "index.go", `indexPrefix = "index/v1/"`, `indexPrefix = "docs/v1/"`},
	{"shards share a folder", "TheIndexLies", fn + "sharded.go", `"%sv1-%d/%d/", indexRoot, of, shard`, `"%sv1-%d/%d/", indexRoot, of, 0*shard`},
	{"the index has two writers", "ALockWhose", fn + "index.go", "l.now().Before(h.Until)", "l.now().After(h.Until)"},
	{"a late writer gives another's lock away", "ALateWriter", fn + "index.go", "time.Time{}, blob.PutOptions{IfMatch: tag})", "time.Time{}, blob.PutOptions{})"},
	{"keys with spaces and Korean are not found", "KeysOfEvents", s3 + "event.go", "url.QueryUnescape(r.S3.Object.Key)", "url.QueryUnescape(url.QueryEscape(r.S3.Object.Key))"},
	{"events in another order bring the older version back", "EveryCreation", s3 + "event.go", "Version: r.S3.Object.Sequencer", "Version: r.S3.Object.ETag"},
	{"an upload that came later is taken for the one of the event", "S3", s3 + "store.go", "CopySourceIfMatch: aws.String(strconv.Quote(etag)),", ""},
	// what does not end
	{"connections stay for ever", "WhatEnds", dynamo + "connections.go", `it["record"], it["life"], it["expires"] = record, str(token()), unix(x.Expires)`, `it["record"], it["life"], it["ends"] = record, str(token()), unix(x.Expires)`},
	{"what turns leave stays for ever", "WhatEnds", dynamo + "turn_item.go", `it["finished"], it["expires"] = `, `it["finished"], it["ends"] = `},
	{"sessions stay for ever", "WhatEnds", dynamo + "accounts.go", `it["expires"], it["session"] = `, `it["ends"], it["session"] = `},
	{"counters of questions stay for ever", "DynamoDB", ledger + "rate.go", `SET #full = :next, expires = :expires`, `SET #full = :next, ends = :expires`},
	{"a presigned address lasts a week", "S3", s3 + "presign.go", "min(max(d, time.Second), 7*24*time.Hour)", "max(d, 7*24*time.Hour)"},
	// what AWS refuses
	{"a throttled post ends the client's answer", "ErrorsAreClassified", sockets + "wsmanagement.go", `"LimitExceededException", "ThrottlingException"`, `"LimitExceeded", "ThrottlingException"`},
	{"a throttled queue fails for good", "ErrorsAreClassified", sqs + "errors.go", `"RequestThrottled", `, ""},
	{"a throttled bucket fails for good", "ErrorsAreClassified", s3 + "errors.go", `"SlowDown":         fault.Throttled,`, `"SlowDown":         fault.Invalid,`},
	{"documents are taken in without end", "AFullIndex", fn + "room.go", "err == nil && size > most", "err != nil && size > most"},
	{"the search page waits longer than API Gateway", "ASearchEnds", fn + "search.go", "newREST(within(searchLimit, handler), ", "newREST(handler, "},
	{"base clients get frames that they can't read", "AUsersWindows", fn + "announce.go", "if c.Protocol == connections.V2 {", "if c.Protocol != \"\" || true {"},
}

// damagesIn are the damages of a folder as mutants. One that no longer fits the
// code is listed with the reason, and counts as a survivor: the list has to
// follow the code.
func damagesIn(folder string) ([]mutant, error) {
	var all []mutant
	for _, d := range damages {
		if filepath.Dir(d.file) != folder {
			continue
		}
		text, err := os.ReadFile(d.file)
		if err != nil {
			return nil, err
		}
		if n := strings.Count(string(text), d.was); n != 1 {
			all = append(all, mutant{file: d.file, in: d.what, was: d.was, is: d.is,
				unfit: fmt.Sprintf("what it changes occurs %d times", n)})
			continue
		}
		from := strings.Index(string(text), d.was)
		all = append(all, mutant{file: d.file, line: 1 + strings.Count(string(text[:from]), "\n"),
			in: d.what, from: from, to: from + len(d.was), was: d.was, is: d.is, by: d.by})
	}
	return all, nil
}

// damaged are the folders that the damages lie in, as targets.
func damaged() []target {
	var all []target
	seen := map[string]bool{}
	for _, d := range damages {
		if folder := filepath.Dir(d.file); !seen[folder] {
			seen[folder] = true
			t := target{folder: folder, damages: true}
			for _, known := range targets {
				if known.folder == folder {
					t.also, t.run = known.also, known.run
				}
			}
			if folder == "internal/lambdafn" { // they take half a minute, and no damage is theirs
				t.skip = "TakesLongerThanTheFunction|SurvivesAKill"
			}
			all = append(all, t)
		}
	}
	return all
}
