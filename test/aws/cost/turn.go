package cost

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A question that costs are told of, where nothing was measured.
const (
	inputTokens   = 3000 // four passages of about 1000 characters, the prompt and the question
	outputTokens  = 500  // an answer of some 700 Korean characters
	answerSeconds = 10   // how long the chat function waits for such an answer
	chatGB        = 1.0  // its memory in the default configuration
	scratchGB     = 2.0  // its /tmp
)

// Charge is what one kind of request costs in one question.
type Charge struct {
	What      string
	Count     int     // requests
	Units     float64 // what is charged for them
	Price     Price
	Estimated bool // that they are so many was not measured
}

// UnitParts is how finely units of DynamoDB are counted: a read may cost half a
// one.
const UnitParts = 2

// Units names the count of the units, in UnitParts, that requests of an action
// were charged as.
func Units(action string) string { return action + " in units" }

// charged is what requests of an action, as they were counted, are charged as.
func charged(requests map[string]int, action string) (c Charge, ok bool) {
	price, per, ok := units(action)
	c = Charge{What: action, Count: requests[action], Price: price,
		Units: float64(requests[action]) * per}
	if n, measured := requests[Units(action)]; measured {
		c.Units = float64(n) / UnitParts
	}
	return c, ok
}

// units says what a request is charged as where it was not measured.
func units(action string) (price Price, perRequest float64, ok bool) {
	service, name, _ := strings.Cut(action, ":")
	switch {
	case service == "dynamodb" && slices.Contains([]string{"BatchGetItem", "GetItem", "Query"}, name):
		return ReadUnit, 2, true
	case service == "dynamodb":
		return WriteUnit, 2, true
	case service == "s3" && (name == "GetObject" || name == "DeleteObject"):
		return ObjectGet, 1, true
	case service == "s3":
		return ObjectPut, 1, true
	case service == "lambda":
		return LambdaRun, 1, true
	case service == "execute-api":
		return SocketMessage, 1, true
	case service == "sqs":
		return FIFORequest, 1, true
	case service == "bedrock":
		return Price{What: "Bedrock, by tokens", Per: 1}, 0, true
	case service == "sts":
		return Price{What: "STS", Per: 1}, 0, true // free of charge
	}
	return Price{}, 0, false
}

// Turn itemises a question: the requests that the chat function was seen to
// make, by action (such as dynamodb:GetItem), then what nobody counted: the
// model and the function's own time.
func Turn(requests map[string]int) ([]Charge, error) {
	var list []Charge
	for _, action := range slices.Sorted(maps.Keys(requests)) {
		if strings.HasSuffix(action, Units("")) {
			continue
		}
		c, ok := charged(requests, action)
		if !ok {
			return nil, fmt.Errorf("what a request of %s costs is not known", action)
		}
		list = append(list, c)
	}
	gigabyteSeconds, scratch := chatGB*answerSeconds, (scratchGB-0.5)*answerSeconds
	return append(list,
		Charge{What: "the question's own message and run", Count: 1, Units: 1,
			Price: SocketMessage},
		Charge{What: fmt.Sprintf("chat's time, %d s at %.0f GB", answerSeconds, chatGB),
			Units: gigabyteSeconds, Price: LambdaTime, Estimated: true},
		Charge{What: "its /tmp", Units: scratch, Price: LambdaScratch,
			Estimated: true},
		Charge{What: fmt.Sprintf("model, %d tokens in", inputTokens), Units: inputTokens,
			Price: HaikuInput, Estimated: true},
		Charge{What: fmt.Sprintf("model, %d tokens out", outputTokens), Units: outputTokens,
			Price: HaikuOutput, Estimated: true},
	), nil
}

// SocketsAndTables is what the sockets' and the tables' charges come to in a
// thousand questions, in us-east-1.
func SocketsAndTables(charges []Charge) (sum float64) {
	for _, c := range charges {
		if c.Price == SocketMessage || c.Price == ReadUnit || c.Price == WriteUnit {
			us, _ := c.Thousand()
			sum += us
		}
	}
	return sum
}

// Thousand is what a charge comes to in a thousand questions, in us-east-1 and in Seoul.
func (c Charge) Thousand() (us, seoul float64) {
	return 1000 * c.Units * c.Price.each(), 1000 * c.Units * c.Price.eachInSeoul()
}
