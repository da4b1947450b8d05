package aws_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mundap/mundap/test/aws/cost"
)

// asksForCapacity makes a request to DynamoDB ask how many units it is charged
// as, which DynamoDB Local reckons by the sizes of the items, as AWS does.
func asksForCapacity(body []byte) []byte {
	if !bytes.HasPrefix(body, []byte("{")) || bytes.Contains(body, []byte("ReturnConsumedCapacity")) {
		return body
	}
	return append([]byte(`{"ReturnConsumedCapacity":"TOTAL",`), body[1:]...)
}

// countCapacity counts a request and the units in its answer.
func (e *emulator) countCapacity(handler string, r *http.Request, answer []byte) {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	action = "dynamodb:" + action
	e.count(handler, action, 1)
	type consumed struct{ CapacityUnits float64 }
	var one struct{ ConsumedCapacity consumed }
	var many struct{ ConsumedCapacity []consumed }
	if json.Unmarshal(answer, &one) == nil {
		many.ConsumedCapacity = []consumed{one.ConsumedCapacity}
	} else if json.Unmarshal(answer, &many) != nil {
		return // it failed
	}
	units := 0.0
	for _, c := range many.ConsumedCapacity {
		units += c.CapacityUnits
	}
	e.count(handler, cost.Units(action), int(units*cost.UnitParts))
}
