import { QueryClientProvider } from "@tanstack/react-query";
import { PlugZap, RotateCw } from "lucide-react";
import { Component, Suspense, useDeferredValue, useState, type ReactNode } from "react";
import { Failure } from "../api/http";
import { makeQueryClient, useSession } from "../api/queries";
import { useT, later } from "../i18n";
import { useAfter } from "../ui/hooks";
import { ConfirmProvider } from "../ui/Confirm";
import { ToastProvider } from "../ui/Toast";
import { ClientProvider } from "./client";
import { ConversationsProvider } from "./conversations";
import { LookProvider } from "./look";
import { Shell } from "./Shell";

const SignIn = later(() => import("./SignIn"));

export function App() {
  const [queries] = useState(makeQueryClient);
  return (
    <LookProvider>
      <QueryClientProvider client={queries}>
        <ToastProvider>
          <ConfirmProvider>
            <Boundary>
              <Gate />
            </Boundary>
          </ConfirmProvider>
        </ToastProvider>
      </QueryClientProvider>
    </LookProvider>
  );
}

// Gate lets in whoever the server knows.
function Gate() {
  const session = useSession();
  const slow = useAfter(session.isPending, 400);
  const data = useDeferredValue(session.data); // the whole window is drawn in pieces, not in one long task
  const outside = data?.accounts === true && !data.signed_in;
  const [inside, setInside] = useState(false); // somebody was let in since the page was loaded
  if (data && !outside && !inside) setInside(true);
  if (data) {
    if (outside) {
      return (
        <Suspense fallback={null}>
          <SignIn session={data} ended={inside} />
        </Suspense>
      );
    }
    return (
      <ClientProvider key={data.user} session={data}>
        <ConversationsProvider>
          <Shell />
        </ConversationsProvider>
      </ClientProvider>
    );
  }
  if (session.isError) return <Down error={session.error} onRetry={() => void session.refetch()} />;
  return slow ? <Frame /> : null;
}

// Frame is the window's outline while the server's first answer is awaited.
function Frame() {
  const t = useT();
  return (
    <div className="app" role="status" aria-label={t("app.loading")}>
      <div className="side" />
      <main className="chat" />
    </div>
  );
}

function Down({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useT();
  const message = error instanceof Failure ? error.message : "";
  return (
    <main className="full empty" id="main">
      <PlugZap />
      <h1>{t("net.down")}</h1>
      <p>{message || t("net.downLead")}</p>
      <button type="button" className="button" onClick={onRetry}>
        {t("common.retry")}
      </button>
    </main>
  );
}

// Boundary shows a way back when the page itself fails.
class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const t = useT();
  return (
    <main className="full empty" id="main">
      <RotateCw />
      <h1>{t("common.crashed")}</h1>
      <p>{t("common.crashedLead")}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        {t("common.reload")}
      </button>
    </main>
  );
}
