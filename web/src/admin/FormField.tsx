import { useId } from "react";

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
  type?: "text" | "password";
  complete: string; // autocomplete
  help?: string;
  problem: string; // what is wrong with it; "": nothing
  required?: boolean;
  focused?: boolean;
}

// FormField is a labelled field with what is wrong with it below.
export function FormField({ label, value, onValue, type = "text", complete, help, problem, required = false, focused = false }: Props) {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id} className="field" type={type} required={required} autoFocus={focused} autoCapitalize="none" autoComplete={complete} spellCheck={false} value={value}
        aria-invalid={problem !== "" || undefined} aria-describedby={`${id}h`} onChange={(e) => onValue(e.target.value)}
      />
      <small id={`${id}h`}>
        {problem !== "" && (
          <span className="bad" role="alert">
            {problem}
          </span>
        )}
        {problem === "" && help}
      </small>
    </div>
  );
}
