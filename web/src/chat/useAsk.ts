import { useCallback } from "react";
import { useNewConversation } from "../api/conversation";
import type { Ask } from "../api/wire";
import { useClient } from "../app/client";
import { uuid, requestTime } from "../app/ids";
import { chatPath, navigate } from "../app/router";
import { useWords } from "../i18n";
import type { Mode } from "../modes";

export interface Question {
  body: string;
  mode: Mode;
  dual: boolean; // search in Korean and in English
  web?: boolean; // false: the web is not searched for this question
  documents: readonly string[];
  replaces?: string;
  parent?: string; // the turn that it follows
  file?: boolean; // body is a file's name: summarise it
}

// fields are the base protocol's four, as its menu has them.
export function fields({ mode, dual, file }: Pick<Question, "mode" | "dual" | "file">) {
  const fn = mode.fn === "rag" && mode.rag === "all" && dual ? "dual-search" : mode.fn;
  if (file) return { type: "document", conv_type: mode.conv, rag_type: mode.rag, function_type: "upload" };
  return { type: mode.type, conv_type: mode.conv, rag_type: mode.rag, function_type: fn };
}

// useAsk gives the function that asks in a conversation; a new conversation begins with its first question.
export function useAsk(conversation: string) {
  const { engine, user } = useClient();
  const { language } = useWords();
  const begun = useNewConversation();
  return useCallback(
    (question: Question): string => {
      const id = conversation || uuid();
      const ask: Ask = {
        user_id: user, request_id: uuid(), request_time: requestTime(), body: question.body, ...fields(question), conversation: id,
        language, ...(question.replaces ? { replaces: question.replaces } : {}), ...(question.parent ? { parent: question.parent } : {}),
        ...(question.web === false ? { no_web: true } : {}),
        ...(question.documents.length > 0 ? { documents: [...question.documents] } : {}),
      };
      if (conversation === "") begun(id);
      engine.ask(ask);
      if (conversation === "") navigate(chatPath(id), { replace: false });
      return ask.request_id;
    },
    [conversation, engine, user, language, begun],
  );
}
