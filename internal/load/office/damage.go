package office

import (
	"context"
	"errors"
	"strconv"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

var errNoSheets = errors.New("no sheets")

// fatal reports whether an error ends the reading of the whole file. After
// damage, in contrast, the rest of the file may still be readable.
func fatal(err error) bool {
	return err != nil && !errors.Is(err, format.ErrDamaged) &&
		(format.ProblemOf(err) != "" || errors.Is(err, content.ErrStopped) ||
			errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded))
}

// number reads a count; 0 for anything else.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// percent returns the share of done in total, from 1 to 99, or 0 if nothing has
// been done.
func percent[T int | int64](done, total T) int {
	if done <= 0 || total <= 0 {
		return 0
	}
	return int(min(99, max(1, done*100/total)))
}
