package view

import "github.com/mundap/mundap/internal/korean"

// Reason is a stable code for why a sentence is unsupported.
type Reason string

// The reasons. A view of one passage never has NoSources.
const (
	NoReason     Reason = ""
	WrongNumber  Reason = "number"     // no passage gives this quantity
	WrongDate    Reason = "date"       // no passage gives this date, time or day of the week
	WrongName    Reason = "name"       // no passage names this person, place or thing
	WrongCode    Reason = "version"    // no passage has this code, version or address
	OtherRow     Reason = "other_row"  // the value belongs to another row, product, version or date
	Negated      Reason = "negation"   // the passages say the opposite
	Condition    Reason = "condition"  // the passages name a condition that is left out
	Exception    Reason = "exception"  // the passages name an exception that is left out
	Limit        Reason = "limit"      // at most for at least, before for after
	Modality     Reason = "obligation" // may for must, or must for may
	NotInSources Reason = "not_found"  // the passages say nothing of the kind
	NoSources    Reason = "no_sources" // there are no passages
)

// Problem is what is wrong with a claim according to one passage.
type Problem struct {
	Reason  Reason
	Claim   korean.Span // range in the claim, in bytes; empty for the whole claim
	Missing bool        // the passage has no such value
	Sure    bool        // hardly ever wrong, because the passage names somebody else or says the opposite
}
