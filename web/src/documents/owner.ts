import type { Translate } from "../i18n";

// ownerText says whose a document is; "" where there are no accounts.
export function ownerText(document: { mine?: boolean; owner?: string; owner_name?: string }, accounts: boolean, t: Translate): string {
  if (!accounts) return "";
  const owner = document.owner_name || document.owner;
  if (document.mine) return t("docs.ownDocument");
  return owner ? t("docs.ownerOf", { owner }) : "";
}
