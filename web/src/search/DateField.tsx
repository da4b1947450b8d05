import { Calendar } from "lucide-react";
import { useRef } from "react";
import { formatDay, useWords } from "../i18n";

interface Props {
  label: string;
  value: string; // such as 2026-03-01; "" if none is chosen
  min?: string;
  max?: string;
  onChange: (value: string) => void;
}

// DateField picks a day. The browser's own field writes dates in the browser's language; this one writes them in the
// client's over it.
export function DateField({ label, value, min, max, onChange }: Props) {
  const { t, language } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const open = () => {
    try {
      field.current?.showPicker?.();
    } catch {
      /* the field itself can be typed in */
    }
  };
  const shown = value === "" ? t("search.pickDate") : formatDay(new Date(`${value}T00:00`), language);
  return (
    <label className="search-filter date-field">
      {label}
      <span data-empty={value === "" || undefined}>
        <Calendar />
        <b aria-hidden>{shown}</b>
        <input
          ref={field} type="date" aria-label={value === "" ? label : `${label}: ${shown}`} value={value} min={min || undefined} max={max || undefined}
          onChange={(e) => onChange(e.target.value)} onClick={open}
        />
      </span>
    </label>
  );
}
