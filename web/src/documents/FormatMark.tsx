import { memo } from "react";

// FormatMark shows what kind of file it is: its extension, on a sheet.
export const FormatMark = memo(function FormatMark({ name }: { name: string }) {
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 ? name.slice(dot + 1).slice(0, 4).toUpperCase() : "";
  return (
    <span className="format" aria-hidden>
      {extension}
    </span>
  );
});
