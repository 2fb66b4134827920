import { type ChangeEvent, type FormEvent, useRef, useState } from 'react';

type Value = string | boolean | string[];
type Rules<Values> = { [Field in keyof Values]?: (value: Values[Field]) => string | null };
type Errors = Record<string, string | undefined>;
type Setup<Values> = { initialValues: Values; validate?: Rules<Values> };

/** A form's values and the words at its fields. The first field that is wrong gets the focus. */
export function useForm<Values extends Record<string, Value>>({ initialValues, validate = {} }: Setup<Values>) {
  const [values, setValues] = useState(initialValues);
  const [errors, setErrors] = useState<Errors>({});
  const element = useRef<HTMLFormElement | null>(null);

  function setFieldValue<Field extends keyof Values & string>(field: Field, value: Values[Field]) {
    setValues((previous) => ({ ...previous, [field]: value }));
    setErrors((previous) => ({ ...previous, [field]: undefined }));
  }

  function showErrors(next: Errors) {
    setErrors(next);
    const first = Object.keys(values).find((field) => next[field]);
    const field = first && element.current?.elements.namedItem(first);
    if (field instanceof HTMLElement) field.focus();
  }

  function brokenRules(): Errors {
    const found: Errors = {};
    for (const [field, rule] of Object.entries(validate as Rules<Record<string, Value>>)) {
      const message = rule?.(values[field] as Value);
      if (message) found[field] = message;
    }
    return found;
  }

  return {
    values,
    errors,
    setFieldValue,
    showErrors,
    reset: () => setValues(initialValues),
    /** What a text field or a select needs. */
    field: (name: keyof Values & string) => ({
      name,
      value: String(values[name]),
      error: errors[name],
      onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) =>
        setFieldValue(name, event.currentTarget.value as Values[typeof name]),
    }),
    /** What a checkbox needs. */
    checkbox: (name: keyof Values & string) => ({
      name,
      checked: values[name] === true,
      error: errors[name],
      onChange: (event: ChangeEvent<HTMLInputElement>) =>
        setFieldValue(name, event.currentTarget.checked as Values[typeof name]),
    }),
    onSubmit: (send: (values: Values) => unknown) => (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      element.current = event.currentTarget;
      const broken = brokenRules();
      if (Object.keys(broken).length > 0) showErrors(broken);
      else void send(values);
    },
  };
}
