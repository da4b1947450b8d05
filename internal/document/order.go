package document

import (
	"fmt"
	"math"

	"github.com/mundap/mundap/internal/fault"
)

// Order is the order of a list. Documents that are equal in it are sorted by
// name. The zero Order is [ByName].
type Order string

// The orders of a list.
const (
	ByName   Order = ""       // A to Z, numbers by value
	ByNewest Order = "newest" // the latest upload first, by the second
	BySize   Order = "size"   // the largest file first
	ByKind   Order = "kind"   // by format, A to Z; files that nobody read yet first
)

// LastSecond is the end of the year 9999, in Unix time. Lists that start with
// the newest ascend by the seconds until then.
const LastSecond = 253402300799

// ParseOrder reads the name of an order, "name" or "" for [ByName]. Any other
// name is fault.Invalid.
func ParseOrder(name string) (Order, error) {
	switch o := Order(name); o {
	case "name", ByName:
		return ByName, nil
	case ByNewest, BySize, ByKind:
		return o, nil
	}
	return ByName, fault.New(fault.Invalid,
		"그런 정렬 기준은 없어요. name, newest, size, kind 가운데 하나를 보내 주세요.",
		"This sort order is not known. Send name, newest, size or kind.")
}

// Place returns the sort key of d in a list of this order. Lists are sorted by
// it in ascending order, and no two documents have the same.
func (o Order) Place(d Document) string {
	switch o {
	case ByNewest:
		return fmt.Sprintf("%012d/", LastSecond-d.Uploaded.Unix()) + d.Place()
	case BySize:
		return fmt.Sprintf("%019d/", math.MaxInt64-d.Size) + d.Place()
	case ByKind:
		return d.Format + "/" + d.Place()
	}
	return d.Place()
}
