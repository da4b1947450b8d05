// Package oidc signs people in through an OpenID Connect provider: a company's
// own, Amazon Cognito's, Google's.
//
// It speaks the authorization code flow with PKCE. [Provider.Begin] makes the
// address at the provider to send the browser to, and a key for a cookie; the
// provider sends the browser back with a code, and [Provider.Finish] makes an
// identity of it, for whom package signin begins a session like any other.
// Tokens of the provider are read once and kept nowhere.
//
// # What binds the steps together
//
// Nothing is stored between the two steps, so that any server or function can
// take the second one. The cookie's key is random and known to this browser
// alone. The state, the nonce and the PKCE verifier are derived from it: so an
// answer counts only in the browser that asked, for the request that it made,
// until a quarter of an hour is over. The state also carries the page to return
// to and its own end, under the same key.
//
// # What is believed
//
// An ID token is believed if its signature is by one of the provider's keys
// (with an asymmetric algorithm), and issuer, audience, authorized party, times
// and nonce are right. An e-mail address is believed if the provider says that
// it has verified it. Which claim names the user, and who may enter and
// administrate, is set by [Options].
package oidc
