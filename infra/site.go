package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3deployment"
	"github.com/aws/jsii-runtime-go"
)

// site is the distribution and its address.
type site struct {
	distribution awscloudfront.Distribution
	url          string // without a slash at its end
}

// apiPaths are what CloudFront passes on to the REST API.
var apiPaths = []string{"/provisioning", "/upload", "/query", "/history", "/delete", "/api/*",
	documentPath, "/speech/*"}

// clientPages serves the client's one page for every address that names no
// file: the client draws its own, and says of the others that there is nothing.
const clientPages = `function handler(event) {
  var uri = event.request.uri;
  if (uri.indexOf('/c/') === 0 || uri.slice(uri.lastIndexOf('/')).indexOf('.') < 0) {
    event.request.uri = '/index.html';
  }
  return event.request;
}
`

// documentLinks sends somebody who opens a document's address without being
// signed in to the client, which lets them sign in and then opens it. The API
// would answer such a link with a few words of JSON.
const documentLinks = `function handler(event) {
  var request = event.request;
  var mode = request.headers['sec-fetch-mode'];
  if (mode && mode.value === 'navigate' && !request.cookies['__Host-mundap_session']) {
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/file?path=' + encodeURIComponent(request.uri) } } };
  }
  return request;
}
`

// documentPath is the pattern of documents' addresses.
const documentPath = "/documents/*"

func newSite(d *deployment, rest awsapigateway.RestApi, socket *socketAPI, wall *firewall,
	logs awss3.Bucket) *site {
	web := newWebBucket(d, logs)
	headers := securityHeaders(d, socket)
	props := &awscloudfront.DistributionProps{
		Comment: jsii.String("Mundap"),
		DefaultBehavior: &awscloudfront.BehaviorOptions{
			Origin: awscloudfrontorigins.S3BucketOrigin_WithOriginAccessControl(web,
				nil),
			ViewerProtocolPolicy:  awscloudfront.ViewerProtocolPolicy_REDIRECT_TO_HTTPS,
			CachePolicy:           awscloudfront.CachePolicy_CACHING_OPTIMIZED(),
			ResponseHeadersPolicy: headers,
			FunctionAssociations: atEdge(d, "ClientPages", "client-pages", clientPages,
				"The client's addresses are one page"),
		},
		AdditionalBehaviors: apiBehaviours(d, rest, socket, wall, headers),
		PriceClass:          priceClass(d.settings.Site.PriceClass),
		HttpVersion:         awscloudfront.HttpVersion_HTTP2_AND_3,
		EnableLogging:       jsii.Bool(true),
		LogBucket:           logs,
		LogFilePrefix:       jsii.String("cloudfront/"),
		LogIncludesCookies:  jsii.Bool(false),
	}
	if wall != nil {
		props.WebAclId = jsii.String(wall.acl)
	}
	own := d.settings.Site
	if own.Domain != "" {
		props.DomainNames = texts(own.Domain)
		// CloudFront's own certificate has a fixed one
		props.MinimumProtocolVersion = awscloudfront.SecurityPolicyProtocol_TLS_V1_2_2021
		props.Certificate = awscertificatemanager.Certificate_FromCertificateArn(d.Stack,
			jsii.String("Certificate"), jsii.String(own.Certificate))
	}
	s := &site{distribution: awscloudfront.NewDistribution(d.Stack, jsii.String("Distribution"),
		props)}
	s.url = "https://" + *s.distribution.DistributionDomainName()
	if own.Domain != "" {
		s.url = "https://" + own.Domain
	}
	if wall != nil { // CloudFront can't be bypassed
		socket.address = "wss://" + strings.TrimPrefix(s.url, "https://") + "/" + stageName
	}
	deployClient(d, web)
	return s
}

// newWebBucket makes the bucket of the client's files.
func newWebBucket(d *deployment, logs awss3.Bucket) awss3.Bucket {
	return awss3.NewBucket(d.Stack, jsii.String("Web"), &awss3.BucketProps{
		Encryption:             awss3.BucketEncryption_S3_MANAGED,
		BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ALL(),
		EnforceSSL:             jsii.Bool(true),
		ObjectOwnership:        awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		ServerAccessLogsBucket: logs,
		ServerAccessLogsPrefix: jsii.String("web/"),
		// The deployment of the client leaves its files where they are, and a
		// bucket with files can't be deleted: a function of the CDK's empties it.
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
		AutoDeleteObjects: jsii.Bool(true),
	})
}

// apiBehaviours sends the API's paths to the API. Its address is put together
// here: the CDK's own origin would wait for the stage, and so for functions
// that want to know the site's address.
func apiBehaviours(d *deployment, rest awsapigateway.RestApi, socket *socketAPI, wall *firewall,
	headers awscloudfront.IResponseHeadersPolicy) *map[string]*awscloudfront.BehaviorOptions {
	origin := awscloudfrontorigins.NewHttpOrigin(
		jsii.String(*rest.RestApiId()+".execute-api."+*d.Region()+"."+*d.UrlSuffix()),
		&awscloudfrontorigins.HttpOriginProps{OriginPath: jsii.String("/" + stageName),
			ProtocolPolicy: awscloudfront.OriginProtocolPolicy_HTTPS_ONLY,
			CustomHeaders:  wall.header()},
	)
	behaviours := map[string]*awscloudfront.BehaviorOptions{}
	for _, path := range apiPaths {
		behaviours[path] = &awscloudfront.BehaviorOptions{
			Origin:               origin,
			ViewerProtocolPolicy: awscloudfront.ViewerProtocolPolicy_REDIRECT_TO_HTTPS,
			AllowedMethods:       awscloudfront.AllowedMethods_ALLOW_ALL(),
			CachePolicy:          awscloudfront.CachePolicy_CACHING_DISABLED(),
			// Cookies, headers and queries go through; API Gateway would refuse the site's Host.
			OriginRequestPolicy:   awscloudfront.OriginRequestPolicy_ALL_VIEWER_EXCEPT_HOST_HEADER(),
			ResponseHeadersPolicy: headers,
		}
	}
	if d.settings.SignIn.Method != noSignIn {
		behaviours[documentPath].FunctionAssociations = atEdge(d, "DocumentLinks", "document-links", documentLinks,
			"Signing in comes before a document")
	}
	if wall != nil {
		behaviours["/"+stageName] = socketBehaviour(socket, wall)
	}
	return &behaviours
}

// atEdge makes a function that sees every request of a behaviour first. Its name
// has the project in it: the CDK would give two projects the same one.
func atEdge(d *deployment, id, name, code, comment string) *[]*awscloudfront.FunctionAssociation {
	return &[]*awscloudfront.FunctionAssociation{{
		EventType: awscloudfront.FunctionEventType_VIEWER_REQUEST,
		Function: awscloudfront.NewFunction(d.Stack, jsii.String(id), &awscloudfront.FunctionProps{
			FunctionName: jsii.String(d.name(name)),
			Code:         awscloudfront.FunctionCode_FromInline(jsii.String(code)),
			Runtime:      awscloudfront.FunctionRuntime_JS_2_0(), Comment: jsii.String(comment),
		}),
	}}
}

// securityHeaders are for every answer; a handler's own stricter policy stays.
func securityHeaders(d *deployment, socket *socketAPI) awscloudfront.ResponseHeadersPolicy {
	chat := "wss://" + socket.host()
	if d.settings.Site.Firewall.on() { // older browsers take 'self' for https alone
		chat = "wss://" + d.settings.Site.Domain
		if d.settings.Site.Domain == "" {
			chat = "wss://*.cloudfront.net" // the name is made up after this policy
		}
	}
	bucket := "https://" + uploadsBucket(d) + ".s3." + *d.Region() + "." + *d.UrlSuffix()
	policy := "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: " + bucket +
		"; font-src 'self' data:; media-src 'self' blob: " + bucket +
		"; worker-src 'self' blob:; connect-src 'self' " + chat + " " + bucket +
		"; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
	return awscloudfront.NewResponseHeadersPolicy(d.Stack, jsii.String("SecurityHeaders"),
		&awscloudfront.ResponseHeadersPolicyProps{
			Comment:      jsii.String("Mundap"),
			CorsBehavior: otherOrigins(d.settings.Site.AllowedOrigins),
			SecurityHeadersBehavior: &awscloudfront.ResponseSecurityHeadersBehavior{
				ContentSecurityPolicy: &awscloudfront.ResponseHeadersContentSecurityPolicy{ContentSecurityPolicy: jsii.String(policy), Override: jsii.Bool(false)},
				ContentTypeOptions:    &awscloudfront.ResponseHeadersContentTypeOptions{Override: jsii.Bool(true)},
				FrameOptions:          &awscloudfront.ResponseHeadersFrameOptions{FrameOption: awscloudfront.HeadersFrameOption_SAMEORIGIN, Override: jsii.Bool(true)},
				ReferrerPolicy:        &awscloudfront.ResponseHeadersReferrerPolicy{ReferrerPolicy: awscloudfront.HeadersReferrerPolicy_SAME_ORIGIN, Override: jsii.Bool(true)},
				StrictTransportSecurity: &awscloudfront.ResponseHeadersStrictTransportSecurity{
					AccessControlMaxAge: awscdk.Duration_Days(jsii.Number(365)),
					IncludeSubdomains:   jsii.Bool(false), Override: jsii.Bool(true),
				},
			},
		})
}

// otherOrigins lets pages of other sites also read responses that API Gateway
// makes itself, such as the one that a session is over. The functions' own
// headers stay as they are. Nil means no other site is allowed.
func otherOrigins(origins []string) *awscloudfront.ResponseHeadersCorsBehavior {
	if len(origins) == 0 {
		return nil
	}
	return &awscloudfront.ResponseHeadersCorsBehavior{
		AccessControlAllowOrigins:     texts(origins...),
		AccessControlAllowCredentials: jsii.Bool(true),
		AccessControlAllowHeaders:     texts("Content-Type"),
		AccessControlAllowMethods:     texts("GET", "POST", "PUT", "PATCH", "DELETE"),
		AccessControlMaxAge:           awscdk.Duration_Seconds(jsii.Number(600)),
		OriginOverride:                jsii.Bool(false),
	}
}

// deployClient puts the built client into its bucket: files with a hash in
// their name for ever, the page and the rest anew at every visit. So no cache
// need be emptied, for which the CDK would ask for every distribution of the
// account. Old assets stay: a page that is open may still ask for them.
func deployClient(d *deployment, web awss3.Bucket) {
	// No fixed name: the CDK's function writes its last lines after the group was
	// deleted, and makes it anew; the next deployment would find the name taken.
	logs := newLogs(d, "LogDeployments", "")
	source := &[]awss3deployment.ISource{awss3deployment.Source_Asset(jsii.String(d.assets.Client),
		nil)}
	awss3deployment.NewBucketDeployment(d.Stack, jsii.String("ClientAssets"),
		&awss3deployment.BucketDeploymentProps{
			Sources: source, DestinationBucket: web, Prune: jsii.Bool(false),
			MemoryLimit: jsii.Number(512), LogGroup: logs,
			Exclude: texts("*"), Include: texts("assets/*"), RetainOnDelete: jsii.Bool(false),
			CacheControl: &[]awss3deployment.CacheControl{awss3deployment.CacheControl_FromString(jsii.String("public, max-age=31536000, immutable"))},
		})
	awss3deployment.NewBucketDeployment(d.Stack, jsii.String("ClientPage"),
		&awss3deployment.BucketDeploymentProps{
			Sources: source, DestinationBucket: web, Prune: jsii.Bool(true),
			MemoryLimit: jsii.Number(512), LogGroup: logs,
			Exclude: texts("assets/*"), RetainOnDelete: jsii.Bool(false),
			CacheControl: &[]awss3deployment.CacheControl{awss3deployment.CacheControl_NoCache()},
		})
}

func priceClass(name string) awscloudfront.PriceClass {
	switch name {
	case "100":
		return awscloudfront.PriceClass_PRICE_CLASS_100
	case "All":
		return awscloudfront.PriceClass_PRICE_CLASS_ALL
	}
	return awscloudfront.PriceClass_PRICE_CLASS_200
}
