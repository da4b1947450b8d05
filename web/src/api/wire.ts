// The messages of mundap.v2 and of the HTTP API, as internal/wire has them. See docs/protocol.md.

export interface Session {
  accounts: boolean;
  signed_in: boolean;
  user?: string;
  name?: string;
  admin: boolean;
  version: string;
  model?: string;
  stores: string[] | null;
  formats: string[] | null;
  max_bytes: number;
  speech: boolean;
  web: boolean;
  samples: boolean;
  passwords?: boolean; // how to sign in, for whoever has not yet
  provider?: { name?: string };
}

export interface SignIn {
  user: string;
  password: string;
}

export interface SignedOut {
  end_session: string;
}

export type DocumentState = "queued" | "reading" | "indexing" | "ready" | "failed" | "deleting";

export interface Progress {
  done: number;
  total: number;
  unit: "page" | "row" | "chunk" | "byte" | (string & {});
}

export interface DocumentEntry {
  key: string;
  name: string;
  title?: string;
  owner: string;
  private: boolean;
  mine: boolean;
  state: DocumentState;
  error?: WireError;
  warnings?: string[];
  progress?: Progress;
  format?: string;
  size: number;
  pages?: number;
  chunks?: number;
  version: string;
  url: string;
  uploaded: string;
  delete_after?: string;
}

export interface Documents {
  documents: DocumentEntry[] | null;
  next?: string;
  counts: Partial<Record<DocumentState, number>> | null;
}

export type DocumentVerb = "delete" | "restore" | "retry" | "private" | "share";

export interface DocumentAction {
  action: DocumentVerb;
  keys: string[];
}

export interface KeyResult {
  key: string;
  document?: DocumentEntry;
  error?: WireError;
}

export interface DocumentResult {
  results: KeyResult[] | null;
}

export interface Passage {
  document: string;
  name: string;
  title?: string;
  headings?: string[];
  page?: number;
  pages?: number;
  before: string;
  text: string;
  after: string;
}

export interface Conversation {
  id: string;
  title: string;
  created: string;
  updated: string;
  turns: number;
}

export interface Conversations {
  conversations: Conversation[] | null;
  more: boolean;
}

export interface Turns {
  turns: Turn[] | null;
  before?: string;
}

// Pool is how the models in several regions stand; counters count from the server's start.
export interface Pool {
  profiles: PoolProfile[];
  waiting: number;
  in_flight: number;
  asked: number;
  answered: number;
  refused: number;
  moved: number;
  hedged: number;
  restarts: number;
}

export interface PoolProfile {
  name: string;
  region: string;
  model: string;
  removed?: string;
  breaker: string;
  quota: number; // tokens per minute; 0: unknown
  remaining: number; // 0 to 1
  in_flight: number;
  first_ms: number;
  p95_ms: number; // 0: unknown
  failure: number;
  calls: number;
  throttled: number;
  failed: number;
  hedges: number;
  input: number;
  output: number;
  spend_usd: number;
}

export interface Settings {
  references?: boolean;
  dual_search?: boolean;
  debug?: boolean;
  speech?: boolean;
  store?: string;
  language?: string;
  theme?: string;
  text_size?: number;
}

export interface BaseRequest {
  user_id: string;
  request_id: string;
  request_time: string;
  type: string;
  body: string;
  conv_type: string;
  rag_type: string;
  function_type: string;
}

export interface Ask extends BaseRequest {
  conversation?: string;
  parent?: string;
  replaces?: string;
  documents?: string[];
  language?: string;
}

export type ClientFrame =
  | { op: "ask"; request_id: string; ask: Ask }
  | { op: "follow"; request_id: string; after: number; attempt?: number }
  | { op: "stop"; request_id: string }
  | { op: "ping" };

export type EventKind =
  | "stage" | "label" | "delta" | "replace" | "translation" | "sources" | "verdicts" | "notice" | "speech" | "debug" | "done" | "error";

export interface ServerFrame {
  event: EventKind | "pong" | "rejected" | "part" | (string & {});
  request_id?: string;
  seq?: number;
  attempt?: number;
  stage?: Stage;
  label?: string;
  text?: string;
  from?: number;
  sources?: Source[];
  verdicts?: Verdict[];
  notice?: Notice;
  speech?: string;
  error?: WireError;
  turn?: Turn;
  part?: Part;
}

// Part is a piece of the JSON of a frame that is too long for one message.
export interface Part {
  id: string;
  number: number; // 1, 2, … of
  of: number;
  text: string;
}

export interface Stage {
  name: string;
  stores?: number;
  passages?: number;
  detail?: string;
}

export interface Source {
  number: number;
  store: string;
  document?: string;
  version?: string;
  name: string;
  title?: string;
  url?: string;
  page?: number;
  line?: number;
  start?: number;
  end?: number;
  score: number;
  score_kind: string;
  headings?: string[];
  excerpt: string;
  translation?: string;
  original?: string;
  confidence?: string;
  uploaded?: string;
  owner?: string;
  deleted?: boolean;
  outdated?: boolean;
}

export interface Verdict {
  start: number;
  end: number;
  verdict: "supported" | "unsupported" | "no_claim" | (string & {});
  citations?: number[];
  evidence?: Evidence[];
  reason?: string;
}

export interface Evidence {
  source: number;
  start: number;
  end: number;
}

export interface Notice {
  code: string;
  message: string;
}

export interface WireError {
  kind: string;
  message: string;
  retry: boolean;
}

export type Outcome = "completed" | "stopped" | "failed" | "running" | "interrupted" | (string & {});

export interface Turn {
  request_id: string;
  request_time: string;
  conversation: string;
  type: string;
  conv_type: string;
  rag_type?: string;
  function_type?: string;
  body: string;
  documents?: string[];
  label?: string;
  answer: string;
  translation?: string;
  failure?: WireError;
  sources?: Source[];
  verdicts?: Verdict[];
  speech?: string;
  outcome: Outcome;
  extractive?: boolean;
  parent?: string;
  replaces?: string;
  replaced?: boolean;
  notices?: Notice[];
  time: string;
  trace?: Trace;
}

export interface Trace {
  revised?: string;
  translated?: string;
  stores?: StoreTrace[];
  kept: number;
  dropped: number;
  stages?: StageTime[];
  region?: string;
  model?: string;
  why?: string;
  tried?: string[];
  took_ms: number;
  first_ms?: number;
}

export interface StoreTrace {
  store: string;
  count: number;
  took_ms: number;
  error?: string;
}

export interface StageTime {
  stage: string;
  took_ms: number;
}

export interface UploadGrant {
  Bucket: string;
  Key: string;
  Expires: number;
  ContentType: string;
  UploadURL: string;
  Document: string; // the id of the document that this will be a version of
}
