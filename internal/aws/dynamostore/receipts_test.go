package dynamostore_test

import (
	"slices"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/forgetting/forgettingtest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/test/servers"
)

func TestReceipts(t *testing.T) {
	endpoint := servers.DynamoDB(t)
	forgettingtest.TestReceipts(t, func(t *testing.T) forgetting.Receipts {
		s, _ := store(t, endpoint, "Documents")
		return s.Receipts()
	})
	forgettingtest.TestAnswers(t, func(t *testing.T) (history.Store, forgetting.Answers) {
		s, _ := store(t, endpoint, "Calls", "Conversations", "Turns")
		return s.History(), s.Answers()
	})
	t.Run("a document that a restore brings back is deleted again", func(t *testing.T) {
		s, _ := store(t, endpoint, "Documents")
		var ids []document.ID
		for _, name := range []string{"gone.txt", "here.txt"} {
			d := document.Document{ID: document.NewID(time.Now()), Owner: "kim", Name: name,
				Collection: document.Default, State: document.Ready, Generation: 3,
				Readers: []auth.Principal{auth.Everyone}}
			if _, err := s.Documents().Put(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, d.ID)
		}
		receipt := forgetting.Receipt{Document: forgetting.Ref(ids[0]), Generation: 5, By: "lee",
			Done: time.Now()}
		if err := s.Receipts().PutReceipt(t.Context(), receipt); err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{1, 0} { // once is enough
			if n, err := s.Receipts().DeleteAgain(t.Context()); n != want || err != nil {
				t.Errorf("deleted %d again, not %d: %v", n, want, err)
			}
		}
		d, err := s.Documents().Get(t.Context(), ids[0])
		if err != nil || d.State != document.Deleting || d.Generation != 6 || d.Deleted.By != "lee" {
			t.Errorf("%+v, %v", d, err)
		}
		if d, err := s.Documents().Get(t.Context(), ids[1]); err != nil || d.State != document.Ready {
			t.Errorf("a document that nobody deleted: %+v, %v", d, err)
		}
	})
}

// TestReceiptsNameWhatTheBucketKeeps: with versions, the copies and when they
// expire; without, none.
func TestReceiptsNameWhatTheBucketKeeps(t *testing.T) {
	for _, c := range []struct {
		kept dynamostore.Kept
		days []int
	}{
		{dynamostore.Kept{}, []int{35}},
		{dynamostore.Kept{Tables: 7}, []int{7}},
		{dynamostore.Kept{Tables: 35, Objects: 90}, []int{35, 91, 2}},
	} {
		copies, err := dynamostore.Receipts{}.Keeping(c.kept).Kept(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var days []int
		for _, x := range copies {
			days = append(days, x.Days)
		}
		if !slices.Equal(days, c.days) {
			t.Errorf("%+v: kept for %v days, not %v", c.kept, days, c.days)
		}
	}
}
