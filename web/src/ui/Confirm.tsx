import { createContext, Suspense, useCallback, useContext, useState, type ReactNode } from "react";
import { part } from "./part";

const ConfirmDialog = part(() => import("./ConfirmDialog"));

// Question is what somebody is asked before something is done that others notice, or that is hard to take back.
export interface Question {
  title: string;
  text: string;
  names?: readonly string[]; // what it is done to
  action: string; // label of the button that does it
  bad?: boolean; // it takes something away
}

type Ask = (question: Question) => Promise<boolean>;

const Context = createContext<Ask>(() => Promise.resolve(false));

// useConfirm returns a function that asks a question and gives whether the answer was yes.
export function useConfirm(): Ask {
  return useContext(Context);
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<{ question: Question; answer: (yes: boolean) => void } | null>(null);
  const ask = useCallback<Ask>(
    (question) =>
      new Promise((answer) => {
        setAsked((before) => {
          before?.answer(false);
          return { question, answer };
        });
      }),
    [],
  );
  return (
    <Context value={ask}>
      {children}
      <Suspense fallback={null}>
        {asked && (
          <ConfirmDialog
            question={asked.question}
            onAnswer={(yes) => {
              setAsked(null);
              asked.answer(yes);
            }}
          />
        )}
      </Suspense>
    </Context>
  );
}
