package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/mundap/mundap/internal/config/schema"
)

// variables makes the functions' environments. Functions know the defaults
// themselves: they get what differs from them.
type variables struct {
	d      *deployment
	site   *site
	socket *socketAPI
}

func newEnvironment(d *deployment, site *site, socket *socketAPI) variables {
	return variables{d, site, socket}
}

// facts are variables about what the stack made.
func facts(d schema.Deployment) map[string]string {
	return schema.Environment(d, schema.Deployment{})
}

// common is what every function gets.
func (v variables) common() map[string]string {
	s := v.d.settings
	env := schema.Environment(s.shared(), schema.OnAWS())
	maps.Copy(env, facts(schema.Deployment{
		TablePrefix:   v.d.name(""),
		Bucket:        uploadsBucket(v.d),
		SiteURL:       v.site.url,
		Socket:        schema.Socket{URL: v.socket.url(), Endpoint: v.socket.endpoint()},
		SignIn:        s.SignIn.mode(),
		UserQuestions: s.Limits.UserQuestions, UserUploads: s.Limits.UserUploads,
		UserSockets: s.Limits.UserSockets, UserBytes: s.Limits.UserBytes,
		AddressQuestions: s.Limits.AddressQuestions, AddressUploads: s.Limits.AddressUploads,
		AddressSockets: s.Limits.AddressSockets,
		Kept:           schema.Kept{TableDays: s.Backup.TableDays, VersionDays: s.Backup.VersionDays},
	}))
	return env
}

// models is what functions get besides that answer, index, or name the models.
func (v variables) models() map[string]string {
	profiles, err := json.Marshal(v.d.settings.Models)
	if err != nil {
		panic(fmt.Sprintf("a list of strings and numbers does not encode: %v", err))
	}
	env := v.common()
	maps.Copy(env, facts(schema.Deployment{IndexMB: v.d.settings.Functions.IndexMB}))
	maps.Copy(env, schema.Environment(schema.Settings{Profiles: schema.JSON(profiles)},
		schema.Settings{}))
	return env
}

// shared are the settings that every function may know.
func (s Settings) shared() schema.Settings {
	all := schema.OnAWS()
	all.ReadQuotas = s.ReadQuotas
	all.RAG, all.Ingest, all.AllowedOrigins = s.RAG, s.Ingest, s.Site.AllowedOrigins
	all.KnowledgeBase, all.S3Vectors = s.KnowledgeBase, s.S3Vectors
	all.Session.Lifetime = time.Duration(s.SignIn.SessionHours) * time.Hour
	all.Session.Idle = time.Duration(s.SignIn.IdleHours) * time.Hour
	return all
}
