/** Whether a key press belongs to a field, a dialog or a chord and is no shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]') ||
    target.closest('[role="dialog"], [role="menu"]') !== null
  );
}
