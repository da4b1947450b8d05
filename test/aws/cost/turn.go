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
	chatGB        = 2.0  // its memory in the default configuration, and its /tmp
)

// Charge is what one kind of request costs in one question.
type Charge struct {
	What      string
	Count     int     // requests
	Units     float64 // what is charged for them
	Price     Price
	Estimated bool // that they are so many was not measured
}

// units says what a request is charged as. Sizes of items are not measured: a
// read of up to 8 KB is two units, a write of up to 2 KB is two, and four in a
// transaction. Which writes stand in one is not counted, so that all are taken
// for that. A batch is taken for eight items.
func units(action string) (price Price, perRequest float64, ok bool) {
	service, name, _ := strings.Cut(action, ":")
	switch {
	case service == "dynamodb" && name == "BatchGetItem":
		return ReadUnit, 16, true
	case service == "dynamodb" && (name == "GetItem" || name == "Query"):
		return ReadUnit, 2, true
	case service == "dynamodb" && name == "BatchWriteItem":
		return WriteUnit, 16, true
	case service == "dynamodb" && strings.HasPrefix(name, "Transact"):
		return WriteUnit, 0, true // its items are counted one by one
	case service == "dynamodb":
		return WriteUnit, 4, true
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
		price, per, ok := units(action)
		if !ok {
			return nil, fmt.Errorf("what a request of %s costs is not known", action)
		}
		n := requests[action]
		list = append(list, Charge{What: action, Count: n, Units: float64(n) * per, Price: price})
	}
	gigabyteSeconds := chatGB * answerSeconds
	return append(list,
		Charge{What: "the question's own message and run", Count: 1, Units: 1,
			Price: SocketMessage},
		Charge{What: fmt.Sprintf("chat's time, %d s at %.0f GB", answerSeconds, chatGB),
			Units: gigabyteSeconds, Price: LambdaTime, Estimated: true},
		Charge{What: "its /tmp", Units: gigabyteSeconds - 0.5*answerSeconds, Price: LambdaScratch,
			Estimated: true},
		Charge{What: fmt.Sprintf("model, %d tokens in", inputTokens), Units: inputTokens,
			Price: HaikuInput, Estimated: true},
		Charge{What: fmt.Sprintf("model, %d tokens out", outputTokens), Units: outputTokens,
			Price: HaikuOutput, Estimated: true},
	), nil
}

// Thousand is what a charge comes to in a thousand questions, in us-east-1 and in Seoul.
func (c Charge) Thousand() (us, seoul float64) {
	return 1000 * c.Units * c.Price.each(), 1000 * c.Units * c.Price.eachInSeoul()
}
