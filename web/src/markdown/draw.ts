import type { Element, Root } from "hast";
import { createElement, Fragment, type ComponentType, type ReactNode } from "react";

// DrawProps are what a component may use of the element that it draws.
export interface DrawProps {
  node: Element;
  children?: ReactNode;
  className?: string;
  href?: string;
  src?: string;
  alt?: string;
  checked?: boolean;
}
export type Components = Readonly<Record<string, ComponentType<DrawProps>>>;

const spaced = new Set(["table", "thead", "tbody", "tr"]); // blanks between their elements mean nothing, and React refuses them

// draw makes React elements of a tree that parse or the highlighter made. An element that components names is drawn by its
// component. Keys count elements of a name, so that text which comes in between leaves the others as they are.
export function draw(parent: Root | Element, components: Components): ReactNode {
  return createElement(Fragment, null, ...childrenOf(parent, components));
}

function childrenOf(parent: Root | Element, components: Components): ReactNode[] {
  const counts: Record<string, number> = {};
  const drawn: ReactNode[] = [];
  for (const child of parent.children) {
    if (child.type === "text") {
      if (parent.type === "element" && spaced.has(parent.tagName) && child.value.trim() === "") continue;
      drawn.push(child.value);
    } else if (child.type === "element") {
      const count = (counts[child.tagName] ?? -1) + 1;
      counts[child.tagName] = count;
      drawn.push(elementOf(child, `${child.tagName}-${count}`, components));
    }
  }
  return drawn;
}

function elementOf(element: Element, key: string, components: Components): ReactNode {
  const props: Record<string, unknown> = { key };
  for (const [name, value] of Object.entries(element.properties)) {
    if (value === undefined || value === null) continue;
    props[attribute(name)] = Array.isArray(value) ? value.join(" ") : value;
  }
  const component = components[element.tagName];
  const children = childrenOf(element, components);
  return component ? createElement(component, { ...props, node: element } as DrawProps & { key: string }, ...children) : createElement(element.tagName, props, ...children);
}

// attribute is a property's name as React has it: data-number for dataNumber.
function attribute(name: string): string {
  return /^data[A-Z]/.test(name) ? name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`) : name;
}
