/** What stands in an element, word by word: texts of neighbouring elements do not run together. */
export function words(element: Element): string {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const parts: string[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) parts.push(node.nodeValue ?? '');
  return parts.join(' ').replace(/\s+/g, ' ').trim();
}

/** The first button in an element whose words begin so, or whose label is so. */
export function buttonIn(element: Element, name: string): HTMLButtonElement {
  const found = [...element.querySelectorAll('button')].find(
    (each) => words(each).startsWith(name) || each.getAttribute('aria-label') === name,
  );
  if (!found) throw new Error(`no button ${name} in: ${words(element)}`);
  return found;
}

/** Types into a field. */
export function fill(element: Element, selector: string, value: string): void {
  const field = element.querySelector<HTMLInputElement>(selector);
  if (!field) throw new Error(`no field ${selector}`);
  field.value = value;
  field.dispatchEvent(new Event('input'));
}

/** The dialog that is open. */
export function openDialog(): HTMLElement {
  const found = document.querySelector<HTMLElement>('[role=dialog], [role=alertdialog]');
  if (!found) throw new Error('no dialog');
  return found;
}
