package dynamostore

import (
	"cmp"
	"context"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
)

// receiptKey is the hash key of receipts; their range key is what they call the
// document.
const receiptKey = "receipt"

// Receipts is the forgetting.Receipts of a Store, and its tables as a place that
// forgets documents.
type Receipts struct {
	s    *Store
	kept Kept
}

var (
	_ forgetting.Receipts = Receipts{}
	_ forgetting.Place    = Receipts{}
	_ forgetting.Keeper   = Receipts{}
)

// Receipts returns the store of receipts of deletions.
func (s *Store) Receipts() Receipts { return Receipts{s: s} }

func (r Receipts) table() string { return r.s.tables.Documents }

// PutReceipt implements forgetting.Receipts.
func (r Receipts) PutReceipt(ctx context.Context, receipt forgetting.Receipt) error {
	record, err := encode(receipt)
	if err != nil {
		return err
	}
	it := pair(receiptKey, receipt.Document)
	it["record"] = record
	return r.s.putOne(ctx, r.table(), it)
}

// Receipt implements forgetting.Receipts.
func (r Receipts) Receipt(ctx context.Context, ref string) (receipt forgetting.Receipt, err error) {
	it, err := r.s.get(ctx, r.table(), pair(receiptKey, ref))
	if err != nil {
		return receipt, err
	}
	if it == nil {
		return receipt, notFound("no receipt %s", ref)
	}
	return receipt, decode(it["record"], &receipt)
}

// EachReceipt implements forgetting.Receipts.
func (r Receipts) EachReceipt(ctx context.Context, f func(forgetting.Receipt) error) error {
	for it, err := range r.s.each(ctx, below(r.table(), receiptKey)) {
		if err != nil {
			return err
		}
		var receipt forgetting.Receipt
		if err := decode(it["record"], &receipt); err != nil {
			return err
		}
		if err := f(receipt); err != nil {
			return err
		}
	}
	return nil
}

// Place implements forgetting.Place.
func (r Receipts) Place() string { return "tables" }

// Forget implements forgetting.Place: the record goes last, by its store.
func (r Receipts) Forget(context.Context, document.Document) error { return nil }

// Probe implements forgetting.Place.
func (r Receipts) Probe(ctx context.Context, id document.ID) (forgetting.Probe, error) {
	p := forgetting.Probe{Asked: "the record, and grants of uploads"}
	record, err := r.s.get(ctx, r.table(), recordKey(id))
	if err != nil {
		return p, err
	}
	if record["record"] != nil {
		p.Found++
	}
	grants, err := r.s.collect(ctx,
		below(r.table(), grantKey).beginning(document.GrantPrefix(id)))
	p.Found += len(grants)
	return p, err
}

// recoveryDays is how far back DynamoDB can bring a table unless its settings
// say less.
const recoveryDays = 35

// Kept implements forgetting.Keeper.
func (r Receipts) Kept(context.Context) ([]forgetting.Copy, error) {
	copies := []forgetting.Copy{{Where: "point-in-time recovery of DynamoDB's tables: names and " +
		"records, no text of the document", Days: cmp.Or(r.kept.Tables, recoveryDays), Again: true}}
	if r.kept.Objects > 0 {
		copies = append(copies, forgetting.Copy{Where: "earlier versions of the document, and of " +
			"long answers, in the uploads bucket", Days: r.kept.Objects + midnight},
			forgetting.Copy{Where: "earlier versions of what was read of it, of the index and of " +
				"recordings", Days: madeDays + midnight})
	}
	return copies, nil
}

const (
	// madeDays is how long the stack's bucket keeps old versions of what was made
	// of documents.
	madeDays = 1
	// midnight is the day to which S3 rounds up before an old version expires.
	midnight = 1
)

// Kept is how many days AWS keeps what was deleted, for receipts. Zero Tables
// are 35; zero Objects mean that the bucket has no versions.
type Kept struct{ Tables, Objects int }

// Keeping is the store of receipts that name what is kept so long.
func (r Receipts) Keeping(k Kept) Receipts { r.kept = k; return r }

// DeleteAgain marks documents as deleted that have a receipt of their deletion:
// tables that were restored to an earlier time contain them again. The
// deletions are carried out when tasks are recovered. DeleteAgain returns the
// number of these documents.
func (r Receipts) DeleteAgain(ctx context.Context) (n int, err error) {
	gone := map[string]forgetting.Receipt{}
	err = r.EachReceipt(ctx, func(receipt forgetting.Receipt) error {
		if receipt.Complete() {
			gone[receipt.Document] = receipt
		}
		return nil
	})
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	documents := r.s.Documents()
	var back []document.Document
	err = documents.Each(ctx, func(d document.Document) error {
		if _, ok := gone[forgetting.Ref(d.ID)]; ok && d.State != document.Deleting {
			back = append(back, d)
		}
		return nil
	})
	for _, d := range back {
		receipt := gone[forgetting.Ref(d.ID)]
		d.State, d.Previous = document.Deleting, ""
		d.Generation = max(d.Generation, receipt.Generation) + 1
		d.Deleted = &document.Act{By: receipt.By, At: receipt.Asked}
		d.WithAnswers, d.DeleteAfter = receipt.WithAnswers, receipt.Done
		if _, putErr := documents.Put(ctx, d); putErr != nil {
			return n, putErr
		}
		n++
	}
	return n, err
}
