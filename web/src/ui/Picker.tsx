import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

export interface PickerItem {
  id: string;
  label: string;
  about?: ReactNode;
  note?: string | undefined;
  icon?: ReactNode;
  current?: boolean;
  run: () => void;
  second?: () => void; // what Shift+Enter does instead
}

export interface PickerGroup {
  id: string;
  label: string;
  items: PickerItem[];
}

interface Props {
  label: string;
  placeholder: string;
  query: string;
  onQuery: (query: string) => void;
  groups: PickerGroup[];
  empty: string;
  notice?: string | undefined; // above what there is
  footer?: ReactNode;
  secondKeys?: string; // follows the footer where the chosen item has a second action
  icon?: ReactNode;
}

// Picker is a search field over a list in groups: typing narrows it, the arrows move, Enter takes. The focus stays in the
// field. Filtering is the caller's.
export default function Picker({ label, placeholder, query, onQuery, groups, empty, notice, footer, secondKeys, icon }: Props) {
  const base = useId();
  const items = useMemo(() => groups.flatMap((g) => g.items), [groups]);
  const [active, setActive] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const at = Math.max(0, items.findIndex((i) => i.id === active));
  const chosen = items[at];
  const optionID = (id: string) => `${base}-${id}`;

  const [searched, setSearched] = useState(query);
  if (searched !== query) {
    setSearched(query);
    setActive("");
  }
  useEffect(() => {
    list.current?.scrollTo({ top: 0 });
  }, [query]);

  const move = (to: number) => {
    const item = items[(to + items.length) % items.length];
    if (!item) return;
    setActive(item.id);
    document.getElementById(optionID(item.id))?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at - 1);
    else if (event.key === "Home" && event.ctrlKey) move(0);
    else if (event.key === "End" && event.ctrlKey) move(items.length - 1);
    else if (event.key === "Enter" && chosen) (event.shiftKey && chosen.second ? chosen.second : chosen.run)();
    else return;
    event.preventDefault();
  };

  return (
    <div className="picker">
      <div className="picker-field">
        {icon}
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-controls={`${base}-list`}
          aria-activedescendant={chosen ? optionID(chosen.id) : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={onKeyDown}
          autoFocus
        />
      </div>
      {notice && items.length > 0 && (
        <p className="picker-notice" role="status">
          {notice}
        </p>
      )}
      <div className="picker-list" id={`${base}-list`} role="listbox" aria-label={label} ref={list}>
        {groups.map((group) => (
          <div key={group.id} role="group" aria-labelledby={`${base}-g-${group.id}`}>
            <div className="group" id={`${base}-g-${group.id}`}>
              {group.label}
            </div>
            {group.items.map((item) => (
              <div
                key={item.id}
                id={optionID(item.id)}
                role="option"
                aria-selected={item === chosen}
                className="option"
                data-current={item.current || undefined}
                onPointerMove={() => item !== chosen && setActive(item.id)}
                onClick={item.run}
              >
                {item.icon}
                <span className="option-text">
                  <b>{item.label}</b>
                  {item.about && <small>{item.about}</small>}
                </span>
                {item.note && <em>{item.note}</em>}
              </div>
            ))}
          </div>
        ))}
      </div>
      {items.length === 0 && <p className="picker-empty">{empty}</p>}
      {footer && (
        <div className="picker-footer">
          {footer}
          {chosen?.second && secondKeys && ` · ${secondKeys}`}
        </div>
      )}
    </div>
  );
}
