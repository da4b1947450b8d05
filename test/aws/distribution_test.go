package aws_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// clientFolder is what the stack deploys as the client.
const clientFolder = "../../web/dist"

// distribution is CloudFront's as the template describes it. It caches nothing
// and compresses nothing.
type distribution struct {
	e          *emulator
	behaviours []behaviour // in their order; the default one is the last, with the pattern *
}

type behaviour struct {
	pattern  string
	methods  []string
	rewrite  *edgeFunction // nil: none
	static   bool          // from the client's bucket; otherwise from the REST API
	headers  []responseHeader
	viewerIs bool // the viewer's cookies, headers and query go to the origin
}

type responseHeader struct {
	name, value string
	override    bool
}

// CloudFront's own policies, by the ids of its documentation ("Use managed
// cache policies", "… origin request policies").
const (
	cachingOptimized          = "658327ea-f89d-4fab-a63d-7e88639e58f6"
	cachingDisabled           = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
	allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
	defaultMethods            = "GET HEAD"
)

type cacheBehaviour struct {
	AllowedMethods                                    []string
	PathPattern, CachePolicyId, OriginRequestPolicyId string
	TargetOriginId, ViewerProtocolPolicy              string
	ResponseHeadersPolicyId                           any
	FunctionAssociations                              []struct {
		EventType   string
		FunctionARN any
	}
	Compress ignored
}

func (s template) distribution(e *emulator) *distribution {
	id := s.only("AWS::CloudFront::Distribution")
	p := properties[struct {
		DistributionConfig struct {
			CacheBehaviors       []cacheBehaviour
			DefaultCacheBehavior cacheBehaviour
			Origins              []struct {
				Id, OriginPath        string
				DomainName            any
				OriginAccessControlId any
				CustomOriginConfig    *struct{ OriginProtocolPolicy, OriginSSLProtocols ignored }
				S3OriginConfig        *struct{ OriginAccessIdentity string }
			}
			Enabled                                                bool
			Comment, HttpVersion, IPV6Enabled, Logging, PriceClass ignored
		}
		Tags ignored
	}](s, id).DistributionConfig
	origins := map[string]bool{} // whether it is the client's bucket
	for _, o := range p.Origins {
		domain := s.text(o.DomainName)
		switch {
		case o.S3OriginConfig != nil && o.OriginAccessControlId != nil && o.OriginPath == "":
			s.checkClientBucket(domain)
			origins[o.Id] = true
		case o.CustomOriginConfig != nil && domain == e.rest.id+".execute-api."+e.region()+
			".amazonaws.com" && o.OriginPath == "/"+e.rest.stage:
			origins[o.Id] = false
		default:
			s.t.Errorf("%s: the emulator does not know the origin %s%s", id, domain, o.OriginPath)
		}
	}
	d := &distribution{e: e}
	p.DefaultCacheBehavior.PathPattern = "*"
	for _, b := range append(p.CacheBehaviors, p.DefaultCacheBehavior) {
		static, known := origins[b.TargetOriginId]
		if !known {
			s.t.Errorf("%s: %s has no origin", id, b.PathPattern)
		}
		d.behaviours = append(d.behaviours, s.behaviour(e, id, b, static))
	}
	return d
}

func (s template) behaviour(e *emulator, id string, b cacheBehaviour, static bool) behaviour {
	s.want(id, "protocol policy", b.ViewerProtocolPolicy, "redirect-to-https")
	out := behaviour{pattern: b.PathPattern, methods: b.AllowedMethods, static: static,
		headers: s.responseHeaders(e, s.text(b.ResponseHeadersPolicyId))}
	if len(out.methods) == 0 {
		out.methods = strings.Fields(defaultMethods)
	}
	if static {
		s.want(id, "cache policy", b.CachePolicyId, cachingOptimized)
		s.want(id, "origin request policy", b.OriginRequestPolicyId, "")
	} else { // an answer of the API that is cached would be somebody else's
		s.want(id, "cache policy", b.CachePolicyId, cachingDisabled)
		s.want(id, "origin request policy", b.OriginRequestPolicyId, allViewerExceptHostHeader, "")
		out.viewerIs = b.OriginRequestPolicyId != ""
	}
	for _, f := range b.FunctionAssociations {
		s.want(id, "function's event", f.EventType, "viewer-request")
		out.rewrite = s.edgeFunction(e, s.text(f.FunctionARN))
	}
	return out
}

func (s template) responseHeaders(e *emulator, id string) []responseHeader {
	type plain struct{ Override bool }
	p := properties[struct {
		ResponseHeadersPolicyConfig struct {
			Name, Comment         ignored
			SecurityHeadersConfig struct {
				ContentSecurityPolicy *struct {
					ContentSecurityPolicy any
					Override              bool
				}
				ContentTypeOptions *plain
				FrameOptions       *struct {
					FrameOption string
					Override    bool
				}
				ReferrerPolicy *struct {
					ReferrerPolicy string
					Override       bool
				}
				StrictTransportSecurity *struct {
					AccessControlMaxAgeSec      int
					IncludeSubdomains, Override bool
				}
			}
		}
	}](s, id).ResponseHeadersPolicyConfig.SecurityHeadersConfig
	var all []responseHeader
	if h := p.ContentSecurityPolicy; h != nil {
		all = append(all, responseHeader{"Content-Security-Policy",
			e.here(s.text(h.ContentSecurityPolicy)), h.Override})
	}
	if h := p.ContentTypeOptions; h != nil {
		all = append(all, responseHeader{"X-Content-Type-Options", "nosniff", h.Override})
	}
	if h := p.FrameOptions; h != nil {
		all = append(all, responseHeader{"X-Frame-Options", h.FrameOption, h.Override})
	}
	if h := p.ReferrerPolicy; h != nil {
		all = append(all, responseHeader{"Referrer-Policy", h.ReferrerPolicy, h.Override})
	}
	if h := p.StrictTransportSecurity; h != nil {
		all = append(all, responseHeader{"Strict-Transport-Security",
			fmt.Sprintf("max-age=%d", h.AccessControlMaxAgeSec), h.Override})
	}
	return all
}

// checkClientBucket fails the test if the distribution may not read the client.
func (s template) checkClientBucket(domain string) {
	for _, id := range s.ids("AWS::S3::BucketPolicy") {
		for _, one := range s.resourcePolicy(id) {
			if s.readsClient(one, "arn:aws:s3:::"+strings.Split(domain, ".")[0]+"/index.html") {
				return
			}
		}
	}
	s.t.Errorf("the distribution may not read %s", domain)
}

// ServeHTTP is what viewers reach.
func (d *distribution) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(d.behaviours, func(b behaviour) bool {
		return glob(b.pattern,
			r.URL.EscapedPath())
	})
	b := d.behaviours[i]
	if !slices.Contains(b.methods, r.Method) {
		http.Error(w, "This distribution is not configured to allow the HTTP request method",
			http.StatusForbidden)
		return
	}
	answer := httptest.NewRecorder()
	if !d.answered(answer, r, b) {
		if b.static {
			d.e.bucket.serve(answer, r)
		} else {
			d.e.rest.ServeHTTP(answer, d.toOrigin(r, b))
		}
	}
	maps.Copy(w.Header(), answer.Header())
	for _, h := range b.headers {
		if h.override || w.Header().Get(h.name) == "" {
			w.Header().Set(h.name, h.value)
		}
	}
	w.WriteHeader(answer.Code)
	_, _ = io.Copy(w, answer.Body)
}

// answered asks the behaviour's function, which changes a request's address or answers it.
func (d *distribution) answered(w http.ResponseWriter, r *http.Request, b behaviour) bool {
	if b.rewrite == nil {
		return false
	}
	made, err := b.rewrite.run(r)
	if err != nil {
		d.e.t.Errorf("the distribution's function: %v", err)
		return false
	}
	if made.StatusCode == 0 {
		if made.URI != r.URL.EscapedPath() {
			r.URL.Path, r.URL.RawPath = made.URI, ""
		}
		return false
	}
	for name, h := range made.Headers {
		w.Header().Set(name, h.Value)
	}
	w.WriteHeader(made.StatusCode)
	return true
}

// toOrigin is the request as the origin gets it.
func (d *distribution) toOrigin(r *http.Request, b behaviour) *http.Request {
	out := r.Clone(r.Context())
	if !b.viewerIs {
		out.Header, out.URL.RawQuery = http.Header{}, ""
	}
	viewer, _, _ := net.SplitHostPort(r.RemoteAddr)
	// CloudFront's, by API Gateway
	out.Header.Set("X-Forwarded-For", strings.TrimPrefix(r.Header.Get("X-Forwarded-For")+", "+
		viewer+", 127.0.0.2", ", "))
	out.Header.Set("Via", "1.1 distribution.cloudfront.net (CloudFront)")
	out.Header.Set("X-Forwarded-Proto", "https")
	return out
}

// clientBucket is the bucket of the client, as its deployments fill it.
type clientBucket struct{ deployments []clientDeployment }

type clientDeployment struct {
	exclude, include []string
	cacheControl     string
}

func (s template) clientBucket() *clientBucket {
	b := &clientBucket{}
	for _, id := range s.ids("Custom::CDKBucketDeployment") {
		p := properties[struct {
			DestinationBucketName                                                any
			Exclude, Include                                                     []string
			SystemMetadata                                                       map[string]string
			DestinationBucketKeyPrefix                                           string
			OutputObjectKeys, Prune, RetainOnDelete, ServiceToken                ignored
			SourceBucketNames, SourceObjectKeys, WaitForDistributionInvalidation ignored
		}](s, id)
		b.deployments = append(b.deployments, clientDeployment{p.Exclude, p.Include,
			p.SystemMetadata["cache-control"]})
	}
	return b
}

// deployment finds the one that brings a file: what is excluded may be included
// again, as aws s3 sync has it.
func (b *clientBucket) deployment(key string) *clientDeployment {
	for i, d := range b.deployments {
		if !matchesAny(d.exclude, key) || matchesAny(d.include, key) {
			return &b.deployments[i]
		}
	}
	return nil
}

func (b *clientBucket) serve(w http.ResponseWriter, r *http.Request) {
	key := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	d := b.deployment(key)
	data, err := os.ReadFile(filepath.Join(clientFolder, filepath.FromSlash(key)))
	if err != nil || d == nil { // who may not list a bucket is not told what is missing
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code></Error>")
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(key)))
	w.Header().Set("Cache-Control", d.cacheControl)
	_, _ = w.Write(data)
}

// edgeFunction is a function of CloudFront, run by Node.
type edgeFunction struct {
	code string

	mu  sync.Mutex
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func (s template) edgeFunction(e *emulator, id string) *edgeFunction {
	p := properties[struct {
		FunctionCode   string
		FunctionConfig struct {
			Runtime string
			Comment ignored
		}
		AutoPublish bool
		Name        ignored
	}](s, id)
	s.want(id, "runtime", p.FunctionConfig.Runtime, "cloudfront-js-2.0")
	f := &edgeFunction{code: p.FunctionCode}
	e.atEnd(f.stop)
	return f
}

// edgeLoop reads a request a line and writes what the function makes of it.
const edgeLoop = `
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const request = { ...JSON.parse(line), querystring: {} };
  console.log(JSON.stringify(handler({ version: "1.0", context: {}, viewer: { ip: "127.0.0.1" }, request })));
});`

// edgeValue is how functions see a header or a cookie.
type edgeValue struct {
	Value string `json:"value"`
}

// edgeMade is what a function gives: the request, or an answer to it.
type edgeMade struct {
	URI        string
	StatusCode int
	Headers    map[string]edgeValue
}

// run gives what the function makes of a request.
func (f *edgeFunction) run(r *http.Request) (made edgeMade, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cmd == nil {
		if err := f.start(); err != nil {
			return made, err
		}
	}
	in := struct {
		URI     string               `json:"uri"`
		Method  string               `json:"method"`
		Headers map[string]edgeValue `json:"headers"`
		Cookies map[string]edgeValue `json:"cookies"`
	}{r.URL.EscapedPath(), r.Method, map[string]edgeValue{}, map[string]edgeValue{}}
	for name := range r.Header {
		if name != "Cookie" {
			in.Headers[strings.ToLower(name)] = edgeValue{r.Header.Get(name)}
		}
	}
	for _, c := range r.Cookies() {
		in.Cookies[c.Name] = edgeValue{c.Value}
	}
	line, err := json.Marshal(in)
	if err != nil {
		return made, err
	}
	if _, err := f.in.Write(append(line, '\n')); err != nil || !f.out.Scan() {
		return made, fmt.Errorf("it ended: %v, %v", err, f.out.Err())
	}
	if err := json.Unmarshal(f.out.Bytes(), &made); err != nil || made.URI == "" &&
		made.StatusCode == 0 {
		return made, fmt.Errorf("it made %s: %v", f.out.Text(), err)
	}
	return made, nil
}

func (f *edgeFunction) start() (err error) {
	f.cmd = exec.Command("node", "-e", f.code+edgeLoop)
	f.cmd.Stderr = os.Stderr
	if f.in, err = f.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := f.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	f.out = bufio.NewScanner(out)
	return f.cmd.Start()
}

func (f *edgeFunction) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cmd != nil {
		f.in.Close()
		_ = f.cmd.Wait() // it ends with its input
	}
}
