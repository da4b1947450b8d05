package ingest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/split"
)

func TestAnUploadBecomesReadyAndIsFound(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "보일러/안내.txt", "보일러 오류 A396은 과열 센서 이상입니다.")
		w.settle()
		d := w.state(key, document.Ready)
		if d.Owner != "kim" || d.Format != "txt" || d.Content.Chunks != 1 || d.Version == "" {
			t.Errorf("record %+v", d)
		}
		if e := d.Content.Edition; e.Reader != load.Version("txt") || e.Splitter != split.Version ||
			e.Reader < 1 {
			t.Errorf("read by %+v", e)
		}
		if got := w.find(lee, "과열 센서"); len(got) != 1 {
			t.Errorf("a shared document: lee finds %q", got)
		}
	})
}

func TestAPrivateDocumentIsItsOwnersAlone(t *testing.T) {
	inWorld(t, func(w *world) {
		_, err := w.service.Upload(t.Context(), kim, ingest.Upload{Name: "연봉.txt", Private: true},
			strings.NewReader("연봉 협상"))
		if err != nil {
			t.Fatal(err)
		}
		w.settle()
		if got := w.find(kim, "연봉"); len(got) != 1 {
			t.Errorf("kim finds %q", got)
		}
		if got := w.find(lee, "연봉"); len(got) != 0 {
			t.Errorf("lee finds %q", got)
		}
	})
}

func TestAnObjectWithoutAGrantIsSharedAndTheSystems(t *testing.T) {
	inWorld(t, func(w *world) {
		if _, err := w.blobs.Put(t.Context(), "docs/폴더/복사.txt", strings.NewReader("직접 복사한 파일"),
			blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		w.settle()
		d := w.state(w.named(auth.System, "폴더/복사.txt").ID, document.Ready)
		if d.Owner != auth.System || len(w.find(lee, "복사")) != 1 {
			t.Errorf("record %+v", d)
		}
	})
}

func TestFoldersOfWebPagesAndVersionControlArePassedOver(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, key := range []string{"docs/a/node_modules/x.js", "docs/a/.git/config",
			"docs/a/html/b.txt", "speech/a.mp3"} {
			if _, err := w.blobs.Put(t.Context(), key, strings.NewReader("무엇"),
				blob.PutOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		w.settle()
		if c, err := w.documents.Count(t.Context(), auth.LocalScope(),
			document.Filter{}); err != nil || len(c) != 0 {
			t.Errorf("documents %v, %v", c, err)
		}
	})
}

func TestANewerUploadTakesTheOldOnesPlace(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "수수료.txt", "수수료는 500원입니다.")
		w.settle()
		w.upload(kim, "수수료.txt", "수수료는 700원입니다.")
		w.settle()
		w.state(key, document.Ready)
		if got := w.find(lee, "수수료"); len(got) != 1 || got[0] != "수수료는 700원입니다." {
			t.Errorf("found %q", got)
		}
		if left := w.blobsLeft(); len(left) != 2 {
			t.Errorf("contents of the older version are left: %v", left)
		}
	})
}

func TestEventsThatComeTwiceLateOrInAnotherOrderChangeNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "첫째 글")
		first := w.document(key)
		w.settle()
		w.upload(kim, "a.txt", "둘째 글")
		w.settle()
		second := w.state(key, document.Ready)
		for _, e := range []blob.Event{
			{Kind: blob.Created, Key: first.Object, Version: string(first.Sequence), Size: 9},
			{Kind: blob.Removed, Key: first.Object, Version: string(first.Sequence)},
			{Kind: blob.Created, Key: second.Object, Version: string(second.Sequence), Size: 9},
		} {
			if err := w.service.Event(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			w.settle()
		}
		if d := w.state(key, document.Ready); d.Version != second.Version ||
			len(w.find(lee, "둘째")) != 1 {
			t.Errorf("record %+v", d)
		}
	})
}

func TestEventsOfACopiedObjectAreTakenInTheirOrder(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, text := range []string{"첫째 글", "둘째 글"} {
			if _, err := w.blobs.Put(t.Context(), "docs/a.txt", strings.NewReader(text),
				blob.PutOptions{}); err != nil {
				t.Fatal(err)
			}
			w.settle()
		}
		d := w.state(w.named(auth.System, "a.txt").ID, document.Ready)
		w.stop()
		for _, kind := range []blob.EventKind{blob.Created, blob.Removed} {
			if err := w.service.Event(t.Context(), blob.Event{Kind: kind, Key: "docs/a.txt",
				Version: "0000000000000001"}); err != nil {
				t.Fatal(err)
			}
		}
		if s, err := w.queue.Stats(t.Context()); err != nil || s != (queue.Stats{}) {
			t.Errorf("late events have queued something: %+v, %v", s, err)
		}
		w.run()
		w.settle()
		if again := w.state(d.ID, document.Ready); again.Revision != d.Revision ||
			len(w.find(lee, "둘째")) != 1 {
			t.Errorf("record %+v, then %+v", d, again)
		}
	})
}

func TestWhatIsWrongWithAFileIsToldToItsOwner(t *testing.T) {
	inWorld(t, func(w *world) {
		for name, content := range map[string]string{
			"그림.png":  "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d",
			"빈 글.txt": " \n ",
			"깨진.pdf":  "%PDF-1.7 뒤에 아무것도 없습니다",
		} {
			key := w.upload(kim, name, content)
			w.settle()
			d := w.state(key, document.Failed)
			if d.Failure == nil || d.Failure.Message.Ko == "" || d.Failure.Message.En == "" {
				t.Errorf("%s: failure %+v", name, d.Failure)
			}
			if _, err := w.blobs.Stat(t.Context(), d.Object); err != nil {
				t.Errorf("%s is not kept: %v", name, err)
			}
		}
	})
}

func TestAFormatThatTheServerDoesNotTakeIsRefused(t *testing.T) {
	inWorld(t, func(w *world) {
		w.formats = []string{"md", "csv"}
		w.worker = w.newWorker(w.blobs)
		for name, c := range map[string]struct {
			content string
			want    document.State
		}{
			"글.txt": {"연차는 15일이에요.", document.Failed}, "글.md": {"# 연차\n\n15일이에요.", document.Ready},
			"표.csv": {"이름,날\n연차,15\n", document.Ready},
			"도구.py": {"def 연차():\n    return 15\n", document.Failed},
		} {
			key := w.upload(kim, name, c.content)
			w.settle()
			d := w.state(key, c.want)
			if c.want == document.Ready {
				continue
			}
			if d.Failure == nil || d.Failure.Kind != "unsupported" ||
				!strings.Contains(d.Failure.Message.Ko, "형식은 받지 않도록") {
				t.Errorf("%s: failure %+v", name, d.Failure)
			}
			if _, err := w.blobs.Stat(t.Context(), d.Object); err != nil {
				t.Errorf("%s is not kept: %v", name, err)
			}
		}
		if got := w.find(kim, "연차"); len(got) != 2 {
			t.Errorf("found %q", got)
		}
	})
}

func TestAFileOverTheLimitIsRefusedAndLeavesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		_, err := w.service.Upload(t.Context(), kim, ingest.Upload{Name: "큰 파일.txt"},
			strings.NewReader(strings.Repeat("가", 400)))
		if !fault.Is(err, fault.TooLarge) || len(w.blobsLeft()) != 0 {
			t.Errorf("got %v, left %v", err, w.blobsLeft())
		}
		// A presigned PUT can't cap the size everywhere: the limit holds at the event, too.
		if _, err := w.blobs.Put(t.Context(), "docs/큰.txt",
			strings.NewReader(strings.Repeat("가", 400)), blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if d := w.state(w.named(auth.System, "큰.txt").ID,
			document.Failed); d.Failure.Kind != "too_large" {
			t.Errorf("failure %+v", d.Failure)
		}
	})
}

func TestAnErrorOfTheSurroundingsIsTriedAgainAndToldInTheEnd(t *testing.T) {
	inWorld(t, func(w *world) {
		w.index.fail(errDisk)
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		if d := w.state(key, document.Queued); d.Attempts != 1 {
			t.Errorf("after the first try: %+v", d)
		}
		w.index.fail(nil)
		w.pass(time.Minute)
		w.state(key, document.Ready)

		w.index.fail(errDisk)
		key = w.upload(kim, "b.txt", "보일러 점검")
		w.pass(time.Hour)
		w.state(key, document.Failed)
		if dead, err := w.queue.DeadLetters(t.Context(), 10); err != nil || len(dead) != 1 ||
			!strings.Contains(dead[0].Reason, errDisk.Error()) {
			t.Errorf("dead letters %+v, %v", dead, err)
		}
		w.index.fail(nil)
		if _, err := w.service.Retry(t.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.state(key, document.Ready)
	})
}

func TestADeletionHidesAtOnceCanBeUndoneAndThenIsDone(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		if _, err := w.service.Delete(t.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		if got := w.find(kim, "보일러"); len(got) != 0 {
			t.Errorf("a deleted document is found: %q", got)
		}
		w.pass(ingest.UndoTime - time.Second)
		if d, err := w.service.Restore(t.Context(), kim, key); err != nil ||
			d.State != document.Ready {
			t.Fatalf("restoring: %+v, %v", d, err)
		}
		w.pass(time.Hour)
		if got := w.find(kim, "보일러"); len(got) != 1 {
			t.Errorf("a restored document is not found: %q", got)
		}

		if _, err := w.service.Delete(t.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.pass(ingest.UndoTime + time.Second)
		if _, err := w.documents.Get(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("the record is left: %v", err)
		}
		if left := w.blobsLeft(); len(left) != 0 {
			t.Errorf("left: %v", left)
		}
		raw, err := w.index.Retrieve(t.Context(), kim, retrieve.Query{Text: "보일러"})
		if err != nil || len(raw) != 0 {
			t.Errorf("the index still has %+v, %v", raw, err)
		}
		if _, err := w.service.Restore(t.Context(), kim, key); !fault.Is(err, fault.NotFound) {
			t.Errorf("restoring what is gone: %v", err)
		}
	})
}

func TestADeletionCanBeUndoneForAsLongAsItSays(t *testing.T) {
	inWorld(t, func(w *world) {
		for asked, given := range map[time.Duration]time.Duration{
			time.Minute: time.Minute, time.Hour: ingest.MaxUndoTime, -1: ingest.UndoTime} {
			key := w.upload(kim, "a.txt", "보일러 점검")
			w.settle()
			remove := func() {
				if _, err := w.service.DeleteWith(t.Context(), kim, key,
					ingest.Deletion{Undo: asked}); err != nil {
					t.Fatal(err)
				}
			}
			remove()
			w.pass(given - time.Second)
			if d, err := w.service.Restore(t.Context(), kim, key); err != nil ||
				d.State != document.Ready {
				t.Fatalf("restoring within %v: %+v, %v", given, d, err)
			}
			remove()
			w.pass(given + time.Second)
			if _, err := w.documents.Get(t.Context(), key); !fault.Is(err, fault.NotFound) {
				t.Errorf("the record is left after %v: %v", given, err)
			}
		}
	})
}

func TestADocumentIsNotRestoredBesideAnotherOneWithItsName(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검 하나")
		w.settle()
		how := ingest.Deletion{Undo: time.Minute}
		if _, err := w.service.DeleteWith(t.Context(), kim, key, how); err != nil {
			t.Fatal(err)
		}
		w.upload(kim, "a.txt", "보일러 점검 둘")
		w.settle()
		if d, err := w.service.Restore(t.Context(), kim, key); !fault.Is(err, fault.Conflict) {
			t.Errorf("restored %+v, %v", d, err)
		}
	})
}

func TestADeletionThatWaitsHoldsUpNothingElseAboutItsDocument(t *testing.T) {
	inWorld(t, func(w *world) {
		w.stop()
		key := w.upload(kim, "a.txt", "보일러 점검 하나")
		remove := func(how ingest.Deletion) {
			if _, err := w.service.DeleteWith(t.Context(), kim, key, how); err != nil {
				t.Fatal(err)
			}
		}
		remove(ingest.Deletion{Undo: ingest.MaxUndoTime})
		w.run()
		w.settle()
		if _, err := w.service.Restore(t.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.settle() // no time passes
		w.state(key, document.Ready)
		if again := w.upload(kim, "a.txt", "보일러 점검 둘"); again != key {
			t.Fatalf("the next version is %s", again)
		}
		w.settle()
		w.state(key, document.Ready)
		if got := w.find(kim, "보일러"); len(got) != 1 || got[0] != "보일러 점검 둘" {
			t.Errorf("found %q", got)
		}
		remove(ingest.Deletion{})
		w.pass(ingest.UndoTime)
		if _, err := w.documents.Get(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("the record is left: %v", err)
		}
	})
}

func TestARestoreTellsNobodyOfADocumentThatTheyMayNotKnow(t *testing.T) {
	inWorld(t, func(w *world) {
		key, err := w.service.Upload(t.Context(), kim, ingest.Upload{Name: "a.txt", Private: true},
			strings.NewReader("연봉 협상"))
		if err != nil {
			t.Fatal(err)
		}
		w.settle()
		if _, err := w.service.Delete(t.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.upload(kim, "a.txt", "연봉 협상 둘")
		w.settle()
		if d, err := w.service.Restore(t.Context(), lee, key); !fault.Is(err, fault.NotFound) {
			t.Errorf("restored %+v, %v", d, err)
		}
		_, err = w.service.Restore(t.Context(), kim, key)
		if text := fault.MessageOf(err); !fault.Is(err, fault.Conflict) ||
			!strings.Contains(text.En, "same name") {
			t.Errorf("kim reads %+v, %v", text, err)
		}
	})
}

func TestAnUploadDuringADeletionIsANewDocument(t *testing.T) {
	inWorld(t, func(w *world) {
		old := w.upload(kim, "a.txt", "보일러 점검 하나")
		w.settle()
		if _, err := w.service.Delete(t.Context(), kim, old); err != nil {
			t.Fatal(err)
		}
		fresh := w.upload(kim, "a.txt", "보일러 점검 둘")
		w.pass(time.Hour)
		w.state(fresh, document.Ready)
		if got := w.find(kim, "보일러"); fresh == old || len(got) != 1 || got[0] != "보일러 점검 둘" {
			t.Errorf("%s after %s: found %q", fresh, old, got)
		}
		if _, err := w.documents.Get(t.Context(), old); !fault.Is(err, fault.NotFound) {
			t.Errorf("the deleted document: %v", err)
		}
	})
}

func TestAnObjectRemovedInTheBucketIsForgotten(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		w.stop()
		before := w.document(key)
		if err := w.blobs.Delete(t.Context(), before.Object); err != nil {
			t.Fatal(err)
		}
		if d := w.state(key, document.Deleting); d.Generation != before.Generation+1 {
			t.Errorf("generation %d, then %d", before.Generation, d.Generation)
		}
		w.run()
		w.pass(time.Minute)
		if _, err := w.documents.Get(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("the record is left: %v", err)
		}
	})
}

func TestOnlyTheOwnerManagesADocument(t *testing.T) {
	inWorld(t, func(w *world) {
		shared := w.upload(kim, "a.txt", "함께 보는 글")
		private, err := w.service.Upload(t.Context(), kim,
			ingest.Upload{Name: "b.txt", Private: true}, strings.NewReader("혼자 보는 글"))
		if err != nil {
			t.Fatal(err)
		}
		w.settle()
		if _, err := w.service.Delete(t.Context(), lee, shared); !fault.Is(err, fault.Forbidden) {
			t.Errorf("deleting somebody's shared document: %v", err)
		}
		if _, err := w.service.Delete(t.Context(), lee, private); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleting what one may not know of: %v", err)
		}
		if _, err := w.service.Delete(t.Context(), lee, "docs/none.txt"); !fault.Is(err,
			fault.NotFound) {
			t.Errorf("deleting what is not there: %v", err)
		}
		admin := auth.UserScope("root")
		admin.Admin = true
		if _, err := w.service.Delete(t.Context(), admin, shared); err != nil {
			t.Errorf("an administrator deleting: %v", err)
		}
	})
}

func TestANameIsItsOwnersAffairAlone(t *testing.T) {
	inWorld(t, func(w *world) {
		mine := w.upload(kim, "폴더/보고서.txt", "김의 보고서")
		theirs := w.upload(lee, "폴더/보고서.txt", "이의 보고서")
		again := w.upload(kim, "폴더/보고서.txt", "김의 새 보고서")
		w.settle()
		if mine == theirs || mine != again {
			t.Errorf("documents %s, %s and %s", mine, theirs, again)
		}
		if got := w.find(kim, "보고서"); len(got) != 2 {
			t.Errorf("found %q", got)
		}
		if _, err := w.service.Grant(t.Context(), auth.Scope{},
			ingest.Upload{Name: "x.pdf"}); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
	})
}

func TestMakingADocumentPrivateHoldsAtOnceAndReachesTheIndex(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		for _, private := range []bool{true, false} {
			if _, err := w.service.SetReaders(t.Context(), kim, key, private); err != nil {
				t.Fatal(err)
			}
			if got := w.find(lee, "보일러"); private && len(got) != 0 {
				t.Errorf("lee finds %q", got)
			}
			w.settle()
			if got := w.find(lee, "보일러"); !private && len(got) != 1 {
				t.Errorf("shared again: lee finds %q", got)
			}
		}
	})
}

func TestWhatACrashLeftBetweenRecordAndQueueIsRecovered(t *testing.T) {
	inWorld(t, func(w *world) {
		w.stop()
		key := w.upload(kim, "a.txt", "보일러 점검")
		// The queue is lost; the record says queued.
		w.queue = newQueueFrom(w)
		w.run()
		w.settle()
		w.state(key, document.Queued)
		if err := w.service.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.state(key, document.Ready)
		if err := w.service.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.state(key, document.Ready)
	})
}

func TestTasksThatAreNoneAreSetAside(t *testing.T) {
	for _, body := range []string{"", "{", `{"action":"put"}`, `{"key":"docs/a"}`} {
		if _, err := ingest.ParseTask([]byte(body)); !fault.Is(err, fault.Damaged) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestAnAdministratorsSharingLeavesATrace(t *testing.T) {
	inWorld(t, func(w *world) {
		id, err := w.service.Upload(t.Context(), kim, ingest.Upload{Name: "연봉.txt", Private: true},
			strings.NewReader("연봉 협상"))
		if err != nil {
			t.Fatal(err)
		}
		w.settle()
		admin := auth.UserScope("root")
		admin.Admin = true
		if _, err := w.service.SetReaders(t.Context(), admin, id, false); err != nil {
			t.Fatal(err)
		}
		if d := w.document(id); d.Shared == nil || d.Shared.By != "root" || d.Shared.At.IsZero() {
			t.Errorf("the record says %+v", d.Shared)
		}
	})
}

func TestOnlyAFailedDocumentIsTriedAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		before := w.state(id, document.Ready)
		if d, err := w.service.Retry(t.Context(), kim, id); err != nil || d.Revision != before.Revision {
			t.Errorf("record %+v, %v", d, err)
		}
	})
}
