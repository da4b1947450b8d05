//go:build nodict

package lambdafn

// withDictionary are the functions that need the Korean dictionary: none in this build.
var withDictionary map[string]opening
