// Package oidc signs people in through an OpenID Connect provider, such as a
// company's own, Amazon Cognito or Google.
//
// It uses the authorization code flow with PKCE. [Provider.Begin] returns the
// address of the provider to which the browser is sent, and a key to be set as
// a cookie. The provider sends the browser back with a code, and
// [Provider.Finish] exchanges the code for an identity. Package signin then
// starts a session for it, like any other. The provider's tokens are read once
// and not stored.
//
// # How the two steps are bound together
//
// Nothing is stored between the two steps, so any server or function can take
// the second one. The key in the cookie is random, and only this browser knows
// it. The state, the nonce and the PKCE verifier are derived from the key. A
// provider's answer is therefore accepted only in the browser that asked, for
// the request that it made, and only for a quarter of an hour. The state also
// contains the page to return to and the time at which it expires, protected by
// the same key.
//
// # What is trusted
//
// An ID token is accepted if it is signed with one of the provider's keys and
// an asymmetric algorithm, and if its issuer, audience, authorized party, times
// and nonce are right. An e-mail address is accepted only if the provider says
// that it has been verified. [Options] determine which claim is the user's
// name, who may sign in, and who is an administrator.
package oidc
