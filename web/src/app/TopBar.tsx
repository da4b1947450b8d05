import { Menu } from "lucide-react";
import { createContext, useContext, type ReactNode } from "react";
import { useT } from "../i18n";
import { IconButton } from "../ui/IconButton";

export const OpenSidebar = createContext<() => void>(() => {});

// TopBar heads every page: its title, what can be done there, and on a phone the way to the sidebar.
export function TopBar({ title, children }: { title: string; children?: ReactNode }) {
  const t = useT();
  const open = useContext(OpenSidebar);
  return (
    <div className="top" data-untitled={title === "" || undefined}>
      <IconButton className="menu-button" label={t("nav.menu")} onClick={open}>
        <Menu />
      </IconButton>
      {title === "" ? <h1 className="visually-hidden">{t("conversation.untitled")}</h1> : <h1 title={title}>{title}</h1>}
      {children}
    </div>
  );
}
