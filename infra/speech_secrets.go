package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"

	"github.com/mundap/mundap/internal/config/schema"
)

// googleSecret is the base system's name, its spelling included: tools of its users look for it.
const googleSecret = "googl_api_key"

// voice is Polly's neural Korean voice.
const voice = "Seoyeon"

// grantSpeechAndSecret lets chat read answers aloud, and search the web unless
// the data must stay in their region.
func grantSpeechAndSecret(d *deployment, fs *functions) {
	// Polly has no resource for a voice; lexicons, its only kind, are not used.
	fs.chat.allow([]string{"*"}, "polly:SynthesizeSpeech")
	fs.chat.set(facts(schema.Deployment{SpeechVoice: voice}))
	// the site offers to read aloud what chat can read
	fs.site.set(facts(schema.Deployment{SpeechVoice: voice}))
	if d.settings.DataRegion == "" {
		grantWebSearch(d, fs.chat)
		// the site offers the switch for it, without the right to read the secret
		fs.site.set(facts(schema.Deployment{GoogleSecret: googleSecret}))
	}
}

// grantWebSearch makes the secret with the search engine's key. Its values are
// made up at first, which counts as not configured.
func grantWebSearch(d *deployment, chat *function) {
	secret := awssecretsmanager.NewSecret(d.Stack, jsii.String("GoogleSecret"),
		&awssecretsmanager.SecretProps{
			SecretName:    jsii.String(googleSecret),
			Description:   jsii.String("Key and search engine of Google's Programmable Search"),
			RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
			GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
				SecretStringTemplate: jsii.String(`{"google_cse_id":"cse_id"}`),
				GenerateStringKey:    jsii.String("google_api_key"),
				ExcludeCharacters:    jsii.String(`/@"`),
			},
		})
	chat.allow([]string{*secret.SecretArn()}, "secretsmanager:GetSecretValue")
	chat.set(facts(schema.Deployment{GoogleSecret: googleSecret}))
}
