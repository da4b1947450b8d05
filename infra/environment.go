package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Variables that functions get. Those of MUNDAP_RAG_… and MUNDAP_INGEST_… are keys of docs/config.md; the others are
// facts of the deployment.
const (
	envTablePrefix    = "MUNDAP_TABLE_PREFIX"    // tables are this and calls, documents …
	envBucket         = "MUNDAP_BUCKET"          // uploads and everything made of them
	envSiteURL        = "MUNDAP_SITE_URL"        // https://… without a slash at its end
	envSocketURL      = "MUNDAP_SOCKET_URL"      // wss://…/prod, what /provisioning tells
	envSocketEndpoint = "MUNDAP_SOCKET_ENDPOINT" // https://…/prod, of the management API
	envSignIn         = "MUNDAP_SIGN_IN"         // accounts, oidc or none
	envSession        = "MUNDAP_SESSION_LIFETIME"
	envQueueURL       = "MUNDAP_QUEUE_URL"      // FIFO queue of documents
	envDeadQueueURL   = "MUNDAP_DEAD_QUEUE_URL" // of its dead letters
	envProfiles       = "MUNDAP_MODEL_PROFILES" // JSON list of profiles
	envSearchURL      = "MUNDAP_OPENSEARCH_URL"
	envSearchRole     = "MUNDAP_OPENSEARCH_ROLE" // role to assume for the domain
	envKendraIndex    = "MUNDAP_KENDRA_INDEX"
	envKendraRegion   = "MUNDAP_KENDRA_REGION"
	envKendraRole     = "MUNDAP_KENDRA_ROLE" // role that BatchPutDocument passes to Kendra; unset: send the text itself
	envKendraReaders  = "MUNDAP_KENDRA_READERS_FIELD"
	envGoogleSecret   = "MUNDAP_GOOGLE_SECRET" // name of the secret
	envVoice          = "MUNDAP_SPEECH_VOICE"
)

// variables makes the functions' environments.
type variables struct {
	d      *deployment
	site   *site
	socket *socketAPI
}

func newEnvironment(d *deployment, site *site, socket *socketAPI) variables {
	return variables{d, site, socket}
}

// common is what every function gets.
func (v variables) common() map[string]string {
	s := v.d.settings
	return map[string]string{
		envTablePrefix:    v.d.name(""),
		envBucket:         uploadsBucket(v.d),
		envSiteURL:        v.site.url,
		envSocketURL:      v.socket.url(),
		envSocketEndpoint: v.socket.endpoint(),
		envSignIn:         s.SignIn.mode(),
		envSession:        fmt.Sprintf("%dh", s.SignIn.SessionHours),

		"MUNDAP_INGEST_MAX_OBJECT_SIZE": strconv.FormatInt(s.Ingest.MaxObjectSize, 10),
		"MUNDAP_INGEST_FORMATS":         strings.Join(s.Ingest.Formats, ","),
		"MUNDAP_RAG_CAPABILITIES":       strings.Join(s.RAG.Capabilities, ","),
	}
}

// models is what functions that answer and index get besides.
func (v variables) models() map[string]string {
	r := v.d.settings.RAG
	profiles, err := json.Marshal(v.d.settings.Models)
	if err != nil {
		panic(fmt.Sprintf("a list of strings and numbers does not encode: %v", err))
	}
	env := v.common()
	env[envProfiles] = string(profiles)
	env["MUNDAP_RAG_METHOD"] = r.Method
	env["MUNDAP_RAG_RELEVANT_DOCS"] = strconv.Itoa(r.RelevantDocs)
	env["MUNDAP_RAG_PARALLEL"] = strconv.FormatBool(r.Parallel)
	env["MUNDAP_RAG_DUAL_SEARCH"] = strconv.FormatBool(r.DualSearch)
	env["MUNDAP_RAG_REFERENCES"] = strconv.FormatBool(r.References)
	env["MUNDAP_RAG_DEBUG"] = strconv.FormatBool(r.Debug)
	env["MUNDAP_RAG_KENDRA_METHOD"] = r.KendraMethod
	env["MUNDAP_RAG_NORI_PLUGIN"] = strconv.FormatBool(r.NoriPlugin)
	env["MUNDAP_RAG_PARALLEL_SUMMARY"] = strconv.FormatBool(r.ParallelSummary)
	env["MUNDAP_RAG_SPEAK_ANSWERS"] = strconv.FormatBool(r.SpeakAnswers)
	return env
}
