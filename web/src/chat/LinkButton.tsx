import { Link2 } from "lucide-react";
import { Suspense, useState } from "react";
import { later, useT } from "../i18n";
import { IconButton } from "../ui/IconButton";

const LinkDialog = later(() => import("./LinkDialog"));

// LinkButton opens what makes an answer's link for colleagues.
export function LinkButton({ request, link }: { request: string; link: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={t("turn.link")} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Link2 />
      </IconButton>
      {open && (
        <Suspense fallback={null}>
          <LinkDialog request={request} link={link} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
