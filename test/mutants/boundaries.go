package main

const (
	cite    = "internal/citation/"
	wires   = "internal/wiring/"
	lucene  = "internal/aws/opensearch/"
	kendras = "internal/aws/kendra/"
	vectors = "internal/aws/s3vectors/"
	kb      = "internal/aws/knowledgebase/"
	rock    = "internal/aws/bedrock/"
	verif   = "internal/verify/"
	sso     = "internal/auth/oidc/"
	signs   = "internal/auth/signin/"
	hist    = "internal/history/"
	rcpt    = "internal/forgetting/"
	index   = "internal/localindex/"
)

// atBoundaries are damages where Mundap meets others: clients by its protocols,
// people by the sources that they are shown, AWS by its adapters, providers of
// accounts, and administrators by settings that have to reach their place.
var atBoundaries = []damage{
	// protocols
	{what: "a message acts for whoever it names", file: sess + "request.go", was: "return Asker{}, errOtherUser", is: "return a, nil"},
	{what: "a stop that found nothing is said to have worked", file: sess + "client.go", was: "return errNothingToStop.WithCause(err)", is: "return nil"},
	{what: "a follower gets a turn from its beginning", file: sess + "client.go", was: "turn.Cursor{Seq: f.After, Attempt: f.Attempt}", is: "turn.Cursor{Attempt: f.Attempt}"},
	{what: "a question is refused in another language than its own", file: sess + "client.go", was: "\ti.language = c.Language\n", is: ""},
	{what: "a message of any length is read", file: sess + "client.go", was: "if len(message) > MaxRequest {", is: "if len(message) > 1000*MaxRequest {"},
	{what: "a question may choose what is no document", file: sess + "request.go", was: "if err := id.Check(); err != nil {", is: "if err := id.Check(); err != nil && false {"},
	{what: "a frame is longer than the transport takes", file: sess + "deliver.go", was: "inParts(message, d.Turn.Request, c.MaxMessage)", is: "inParts(message, d.Turn.Request, 0)"},
	{what: "an answer that was cut has no link to the whole", file: sess + "fit.go", was: "out = joined(safehtml.Markdown(part), link)", is: "out = safehtml.Markdown(part)"},
	{what: "a translation stands at another source", file: sess + "render.go", was: "if l.Number == logged[i].Number {", is: "if l.Number >= logged[i].Number {"},
	{what: "the mark of a sentence without a source stands in the middle of another", file: sess + "answer.go", was: "slices.Backward(c.Verdicts)", is: "slices.All(c.Verdicts)"},
	{what: "verdicts lie beside their sentences in browsers", file: sess + "answer.go", was: "units += utf16Length(answer[at:to])", is: "units += to - at"},
	{what: "a second attempt has the notices of the first", file: sess + "v2_frames.go", was: "f.attempt, f.notices, f.sources, f.speech = e.Attempt, nil, nil, \"\"", is: "f.attempt, f.sources, f.speech = e.Attempt, nil, \"\""},
	{what: "a client replaces another part of the text", file: sess + "v2_frames.go", was: "utf16Length(string(f.text[:min(e.From, len(f.text))]))", is: "min(e.From, len(f.text))"},
	// what is shown of sources
	{what: "a deleted source passes for a private one", file: cite + "resolver.go", was: "case !ok || d.State == document.Deleting:", is: "case !ok:"},
	{what: "an excerpt is shown to those who may not read it", file: cite + "resolver.go", was: "case !d.VisibleTo(scope):", is: "case false:"},
	{what: "a page is shown to those who may not read it", file: cite + "resolver.go", was: "if err != nil || !d.VisibleTo(scope) {", is: "if err != nil {"},
	{what: "an excerpt is of any length", file: cite + "resolver.go", was: "korean.Truncate(chunk.Text, MaxExcerpt), chunk.Headings", is: "chunk.Text, chunk.Headings"},
	{what: "a passage of an old version passes for the current text", file: cite + "resolver.go", was: "string(id), string(v), at.changed", is: "string(id), string(v), false"},
	{what: "the text before a passage begins within a character", file: cite + "resolver.go", was: "for start > 0 && start < len(text) && !utf8.RuneStart(text[start]) {", is: "for false {"},
	{what: "a source opens at evidence for a sentence that it does not support", file: cite + "place.go", was: "if v.Support != history.Supported {", is: "if v.Support == history.NoClaim {"},
	{what: "evidence at the top of a page opens the page before", file: cite + "place.go", was: "if p.Start <= at {", is: "if p.Start < at {"},
	{what: "other words are highlighted on a later page", file: cite + "rectangles.go", was: "lines(b.Sheets[n], r.Start-start, r.End-start)", is: "lines(b.Sheets[n], r.Start, r.End)"},
	{what: "evidence lies beside the sentence where a table's header is repeated", file: cht + "verify.go", was: "p.Start+max(0, start-repeated), p.Start+end-repeated", is: "p.Start+start, p.Start+end"},
	{what: "a judge declares a sentence true without a source", file: cht + "judge.go", was: "return out, len(out.Citations) > 0", is: "return out, true"},
	{what: "an answer that no passage supports has no label", file: cht + "verify.go", was: "if claims > 0 || c.conceded {", is: "if c.conceded {"},
	{what: "a question remembers another branch of its conversation", file: cht + "memory.go", was: "(branch == nil || branch[c.RequestID] > 0) {", is: "true {"},
	{what: "the memory reaches back for years", file: cht + "memory.go", was: "Since: m.now.Add(-remembered)", is: "Since: m.now.Add(-1000 * remembered)"},
	{what: "a repeated answer has lost its notes", file: cht + "record.go", was: "for _, n := range c.Notes {", is: "for _, n := range c.Notes[:0] {"},
	{what: "a source from Kendra opens at the beginning of its document", file: cht + "locate.go", was: "p.Start, p.End, p.Text = start, start+len(text), text", is: "p.Start, p.End, p.Text = 0, len(text), text"},
	{what: "a question about chosen documents is sent to the web", file: cht + "request.go", was: "return !r.NoWeb && len(r.Documents) == 0", is: "return !r.NoWeb"},
	// verdicts
	{what: "an answer without sources is not doubted", file: verif + "verify.go", was: "if len(p.set.List) == 0 {", is: "if len(p.set.List) < 0 {"},
	{what: "the title of a passage is no evidence", file: verif + "verify.go", was: "\t\tread[i] = passage.Read(text.Title, text.Text)", is: "\t\tread[i] = passage.Read(\"\", text.Text)"},
	{what: "a heading is judged as a sentence", file: verif + "pieces.go", was: "case strings.HasPrefix(line, \"#\"), ", is: "case "},
	{what: "half a sentence is judged", file: verif + "pieces.go", was: "\treturn p, closed\n}", is: "\treturn p, true\n}"},
	// settings that reach their place
	{what: "chunks have any size, whatever the settings say", file: wires + "parts.go", was: "split.Splitter{Size: i.ChunkSize, Overlap: i.ChunkOverlap}", is: "split.Splitter{}"},
	{what: "the worker reads files of any size", file: wires + "parts.go", was: "MaxBytes: i.MaxObjectSize, Formats: i.Formats,", is: "Formats: i.Formats,"},
	{what: "a format that is switched off is read", file: wires + "parts.go", was: "MaxBytes: i.MaxObjectSize, Formats: i.Formats,", is: "MaxBytes: i.MaxObjectSize,"},
	{what: "a format that is switched off is offered", file: wires + "parts.go", was: "if len(named) == 0 || slices.Contains(named, f.Name) {", is: "if true {"},
	{what: "a reader takes all of the memory", file: wires + "parts.go", was: "Limits: format.Limits{Memory: int64(b.Settings.Ingest.MemoryMB) << 20},", is: ""},
	{what: "one user has all places", file: wires + "parts.go", was: "limit.Share{Places: a.Limits.UserTurns, Waiting: a.Limits.UserWaiting}", is: "limit.Share{}"},
	{what: "one address has all places", file: wires + "parts.go", was: "AddressTurns: a.Limits.AddressTurns,", is: ""},
	{what: "an upload may take all of the storage", file: wires + "parts.go", was: "UserBytes: b.UserBytes, Storage: b.Storage,\n\t\tReaders:", is: "Storage: b.Storage,\n\t\tReaders:"},
	{what: "an upload outlives its session", file: wires + "parts.go", was: "Sessions: b.Sessions, ", is: ""},
	{what: "a deletion writes no receipt", file: wires + "parts.go", was: "Receipts:    b.Receipts, Answers: b.Answers,", is: "Answers: b.Answers,"},
	{what: "a deletion leaves the answers", file: wires + "parts.go", was: "Receipts:    b.Receipts, Answers: b.Answers,", is: "Receipts: b.Receipts,"},
	{what: "a deletion leaves the bytes in the database", file: wires + "parts.go", was: "Answers: b.Answers, Places: b.Places,", is: "Answers: b.Answers,"},
	{what: "nobody is told of a deletion", file: wires + "announce.go", was: "if err == nil && unknown == nil {", is: "if err == nil && unknown != nil {"},
	{what: "a failed write is told as a change", file: wires + "announce.go", was: "\tif err == nil {\n\t\ta.Tell(ctx, written)", is: "\tif true {\n\t\ta.Tell(ctx, written)"},
	{what: "Kendra's lists of questions are asked though they are switched off", file: wires + "stores.go", was: "o.NoFAQ, o.Rate = !k.FAQ, s.kendraRate()", is: "o.Rate = s.kendraRate()"},
	{what: "Kendra is asked more often than its index allows", file: wires + "stores.go", was: "o.NoFAQ, o.Rate = !k.FAQ, s.kendraRate()", is: "o.NoFAQ = !k.FAQ"},
	{what: "Kendra does not know who may read a document", file: wires + "stores.go", was: "o.Index, o.Region, o.ReadersField = k.Index, k.Region, k.ReadersField", is: "o.Index, o.Region = k.Index, k.Region"},
	{what: "a knowledge base shows Mundap's private documents", file: wires + "stores.go", was: "Hybrid: k.Hybrid, Bucket: s.Bucket}", is: "Hybrid: k.Hybrid}"},
	{what: "an index that lacks documents takes the place of the old one", file: wires + "rebuild.go", was: "if err == nil && n == 0 && lacking > 0 {", is: "if err == nil && n < 0 && lacking > 0 {"},
	// OpenSearch
	{what: "documents of other readers are found", file: lucene + "query.go", was: "r := restriction{Filter: []query{{Terms: map[string][]string{\"readers\": texts(scope.Principals)}}}}", is: "r := restriction{}"},
	{what: "a late version takes the place of a newer one", file: lucene + "record.go", was: "return v.Compare(r.Version) < 0 || r.Forgotten != \"\" &&", is: "return r.Forgotten != \"\" &&"},
	{what: "a forgotten version comes back", file: lucene + "record.go", was: " || r.Forgotten != \"\" && v.Compare(r.Forgotten) <= 0", is: ""},
	{what: "chunks are deleted while they are written", file: lucene + "record.go", was: "return a.ID != r.Current && (a.over() || r.refuses(a.Version))", is: "return a.ID != r.Current"},
	{what: "chunks of a writer that died stay", file: lucene + "record.go", was: "return a.Ended || time.Since(a.Started) > abandoned", is: "return a.Ended"},
	{what: "of two writers of a record both win", file: lucene + "record.go", was: "\t\tquery.Set(\"if_seq_no\", strconv.FormatInt(h.Seq, 10))\n\t\tquery.Set(\"if_primary_term\", strconv.FormatInt(h.Term, 10))\n", is: "\t\t_ = strconv.Itoa\n"},
	{what: "a chunk that was refused counts as written", file: lucene + "bulk.go", was: "if o.Status >= 300 && o.Status != http.StatusNotFound ||", is: "if o.Status >= 600 && o.Status != http.StatusNotFound ||"},
	{what: "a shard that fails means fewer passages", file: lucene + "retrieve.go", was: "header := searchHeader{}", is: "header := searchHeader{Partial: true}"},
	{what: "a replaced index is deleted at once", file: lucene + "rebuild.go", was: "if now.Sub(at) > KeepRetired {", is: "if now.Sub(at) >= 0 {"},
	{what: "a receipt says that a replaced index is gone", file: lucene + "rebuild.go", was: "Made: at, Until: at.Add(KeepRetired)})", is: "Made: at, Until: at})"},
	// Kendra, S3 Vectors, a knowledge base, Bedrock
	{what: "an entry that links to a private file is shown", file: kendras + "retrieve.go", was: "\tvar ok bool\n\tp.Linked, ok = q.store.linked(p.URL)\n\treturn p, ok", is: "\tp.Linked, _ = q.store.linked(p.URL)\n\treturn p, true"},
	{what: "an entry for few is shown to everybody", file: kendras + "retrieve.go", was: "\tin.UserContext = &types.UserContext{UserId: aws.String(stranger)}\n", is: ""},
	{what: "a document that is not Mundap's is shown", file: kendras + "retrieve.go", was: "if doc.Check() != nil || text == \"\"", is: "if text == \"\""},
	{what: "code is sent to Kendra", file: kendras + "index.go", was: "return c.Kind == document.Code })", is: "return false })"},
	{what: "Kendra is sent to a file that it may not read", file: kendras + "index.go", was: "strings.HasPrefix(src.Object, document.Prefix) {", is: "src.Object != \"\" {"},
	{what: "a document that Kendra refused counts as put", file: kendras + "index.go", was: "\tfor _, f := range out.FailedDocuments {\n\t\treturn refused(doing, f.ErrorCode, f.ErrorMessage)\n\t}\n\treturn nil\n}\n\n// Forget", is: "\t_ = out\n\treturn nil\n}\n\n// Forget"},
	{what: "documents of other readers are found", file: vectors + "retrieve.go", was: ", {Readers: &condition{In: texts(scope.Principals)}}}", is: "}"},
	{what: "chunks of the version before stay", file: vectors + "put.go", was: "\told = append(old, chunkKeys(src.Document, r.Version, from, r.Chunks)...)\n", is: "\t_ = from\n"},
	{what: "chunks of an interrupted put stay", file: vectors + "put.go", was: "if r.Pending != \"\" && r.Pending != src.Version {", is: "if false {"},
	{what: "a forgotten version comes back", file: vectors + "store.go", was: " || r.Forgotten != \"\" && v.Compare(r.Forgotten) <= 0", is: ""},
	{what: "more chunks are written than the record knows of", file: vectors + "put.go", was: "if n+len(some) > r.PendingChunks {", is: "if n+len(some) > 1000*r.PendingChunks {"},
	{what: "Mundap's own documents are shown to everybody", file: kb + "store.go", was: "if text == \"\" || s.options.Bucket != \"\" && strings.HasPrefix(where, \"s3://\"+s.options.Bucket+\"/\") {", is: "if text == \"\" {"},
	{what: "what everybody may read is shown to nobody in particular", file: kb + "store.go", was: "if !scope.CanRead([]auth.Principal{auth.Everyone}) || q.Documents", is: "if q.Documents"},
	{what: "an answer that a guardrail stopped counts as complete", file: rock + "model.go", was: "return \"\", fault.Newf(fault.Refused, \"bedrock: stopped by %s\", s)", is: "return llm.Stop, nil"},
	{what: "an answer whose stream broke counts as complete", file: rock + "model.go", was: "case a.stop == \"\":", is: "case false:"},
	{what: "the cache's tokens cost nothing", file: rock + "model.go", was: "int(aws.ToInt32(u.InputTokens)) + read + write", is: "int(aws.ToInt32(u.InputTokens))"},
	{what: "a throttled model fails for good", file: rock + "errors.go", was: "case \"ThrottlingException\", \"throttlingException\",", is: "case"},
	// providers of accounts, and guesses
	{what: "an unverified address admits", file: sso + "claims.go", was: "c.text(\"email_verified\") != \"true\" {", is: "false {"},
	{what: "a claim of somebody else is believed", file: sso + "claims.go", was: "if info.Subject != subject {", is: "if info.Subject == \"\" {"},
	{what: "an address is verified by what another source says", file: sso + "claims.go", was: "\t\tdelete(more, \"email_verified\") // of another address, perhaps\n", is: ""},
	{what: "who lacks the required claim is admitted", file: sso + "claims.go", was: "if o.Required != (Match{}) && !c.has(o.Required) {", is: "if false {"},
	{what: "everybody is admitted as an administrator", file: sso + "claims.go", was: "o.Admins != (Match{}) && c.has(o.Admins)", is: "o.Admins != (Match{}) || c.has(o.Admins)"},
	{what: "two people share a user's name", file: sso + "claims.go", was: "kept + \"-\" + hex.EncodeToString(sum[:6])", is: "kept + \"-\" + hex.EncodeToString(sum[:0])"},
	{what: "an answer of another provider is taken", file: sso + "finish.go", was: "iss != p.options.Issuer && (iss != \"\" || d.SendsIssuer)", is: "iss == \"-\""},
	{what: "guesses from many addresses are not counted", file: signs + "throttle.go", was: "\t\t{\"u:\" + a.user, freePerAccount},\n", is: ""},
	{what: "one sign-in wipes an address's guesses out", file: signs + "throttle.go", was: "ok && i > 0 {", is: "ok && i > 9 {"},
	{what: "guesses in parallel are free", file: signs + "throttle.go", was: "\tfor _, c := range a.counted() {\n\t\tt.count(c.key, now)\n\t}\n\treturn nil", is: "\treturn nil"},
	// storage, deletions, receipts
	{what: "uploads in progress count nothing", file: ing + "quota.go", was: "case id != but && r.owner == owner:", is: "case false:"},
	{what: "the last upload may be of any size", file: ing + "quota.go", was: "if q.taken(owner, id, now)+bytes > q.most {", is: "if q.taken(owner, id, now) > q.most {"},
	{what: "an upload that failed keeps its room", file: ing + "quota.go", was: "if !stored {", is: "if stored {"},
	{what: "a file of any size is copied", file: ing + "original.go", was: "if info.Size > maxBytes {", is: "if info.Size > 1000*maxBytes {"},
	{what: "a receipt is complete before the files are clean", file: ing + "forget.go", was: "if err := e.Erase(ctx); err != nil {", is: "if err := error(nil); err != nil || e == nil {"},
	{what: "a receipt does not tell of backups", file: ing + "forget.go", was: "r.Copies = append(r.Copies, copies...)", is: "_ = copies"},
	{what: "a deletion is undone after it began", file: ing + "forget.go", was: "if d.Previous != \"\" { // from", is: "if false { // from"},
	{what: "a crash during a deletion leaves no receipt", file: ing + "forget.go", was: "return r, w.putReceipt(ctx, r)", is: "return r, nil"},
	{what: "a version's readers are put on the next one", file: ing + "reindex.go", was: "return d.State == document.Ready && d.Version.Compare(t.Version) == 0", is: "return d.State == document.Ready"},
	{what: "a memory that was cleared is read", file: stores + "history.go", was: "max(?6, coalesce((SELECT at FROM cleared_memory WHERE user = ?1), ?6))", is: "?6"},
	{what: "clearing an older memory brings a newer one back", file: stores + "history.go", was: "DO UPDATE SET at = max(at, excluded.at)", is: "DO UPDATE SET at = min(at, excluded.at)"},
	{what: "any link opens an answer that has one", file: stores + "history.go", was: "if c.OpenedBy(secret) {", is: "if c.Share != \"\" {"},
	{what: "a conversation keeps the name of a deleted file as its title", file: stores + "answers.go", was: "|| !found || now != title {", is: "|| !found || now == title {"},
	{what: "a probe overlooks grants", file: stores + "records.go", was: "id > ?2 AND id < ?3", is: "id > ?3 AND id < ?2"},
	{what: "a newer database is opened", file: stores + "schema.go", was: "if version > len(files) {", is: "if version > 1000*len(files) {"},
	{what: "a migration that failed counts as done", file: stores + "schema.go", was: "if err := t.script(script); err != nil {", is: "if err := t.script(script); err != nil && version < 0 {"},
	{what: "an answer that rests on a deleted document stays", file: dynamo + "answers.go", was: "if entry != nil {", is: "if entry != nil && one.Summary {"},
	{what: "a deleted answer's long text stays", file: dynamo + "history_delete.go", was: "\t\t\t\terrs = append(errs, h.s.blobs.Delete(ctx, key))\n", is: "\t\t\t\t_ = key\n"},
	{what: "notes of deleted answers stay", file: dynamo + "history_delete.go", was: "\t\t\tnotes = append(notes, noteKeys(it)...)\n", is: ""},
	{what: "a batch that DynamoDB left undone is lost", file: dynamo + "read.go", was: "keys = append(left, keys[n:]...)", is: "keys = keys[n:]"},
	{what: "the log of a deleted document keeps its name", file: hist + "select.go", was: "s.Document, s.Chunk = instead, \"\"", is: "s.Chunk = \"\""},
	{what: "a deletion that left something counts as clean", file: rcpt + "receipt.go", was: "if e.Probe.Found > 0 {", is: "if e.Probe.Found > 1 {"},
	// fusion
	{what: "a shard's answer of terms that nobody asked for breaks the search", file: index + "shardmerge.go", was: "if t < 0 || t >= len(m.terms) {", is: "if t < 0 {"},
	{what: "vectors of another model are compared with the question's", file: index + "fusion.go", was: "if v.model == model {", is: "if v.model == model || model != \"\" {"},
	{what: "a damaged segment ends the search", file: index + "index.go", was: "if fault.Is(err, fault.Damaged) {\n\t\t\tdamages", is: "if err == nil {\n\t\t\tdamages"},
	{what: "an index of any size is opened by a function", file: index + "index.go", was: "if most == 0 || size <= most || !ix.options.ReadOnly {", is: "if true {"},
	{what: "what merging leaves outdated is never indexed again", file: index + "outdated.go", was: "if p.entry.Analyzer != version {\n\t\t\ti = 1", is: "if p.entry.Analyzer != version {\n\t\t\ti = 0"},
	{what: "one deleted document stays in its segment", file: index + "erasing.go", was: "p.dead.Count() == 0 })", is: "p.dead.Count() <= 1 })"},
	// start and models
	{what: "tasks that a crash lost stay lost", by: "Recover|Crash|Restart|Start", file: app + "parts.go", was: "\t\t{\"recovering tasks\", p.ingest.Recover},\n", is: ""},
	{what: "events that a crash lost stay lost", by: "Recover|Crash|Restart|Start", file: app + "parts.go", was: "\t\t{\"recovering storage events\", p.blobs.Recover},\n", is: ""},
	{what: "deletions that a crash broke off never end", by: "Recover|Crash|Restart|Start", file: app + "parts.go", was: "\t\t{\"completing deletions\", p.worker.Finish},\n", is: ""},
	{what: "turns of a run before count as running", by: "Recover|Crash|Restart|Start", file: app + "parts.go", was: "if err := p.db.Turns().Interrupt(ctx); err != nil {", is: "if err := error(nil); err != nil {"},
	{what: "a model's key is sent to another server", by: "Model|Connect|Key|Form", file: app + "connection.go", was: "if k.sameService(kept) {", is: "if true {"},
	{what: "a model that does not answer is connected", by: "Model|Connect|Key|Form", file: app + "connection.go", was: "\tif err := try(ctx, k, model); err != nil {\n\t\tcloseModel(model)\n\t\treturn err\n\t}\n\tc.mu", is: "\tc.mu"},
	{what: "the form replaces the model that the configuration names", by: "Model|Connect|Key|Form", file: app + "connection.go", was: "if c.fixed {\n\t\treturn connection{}, errFixed", is: "if false {\n\t\treturn connection{}, errFixed"},
}
