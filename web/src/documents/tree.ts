import type { Document as DocumentEntry } from "../api/wire";

// Folder is a folder of the list: a part of document's names that ends with a slash.
export interface Folder {
  path: string; // with the slash
  name: string; // of the last part
  depth: number; // 0: at the top
  open: boolean;
  documents: DocumentEntry[]; // in it and below it
}

export type Line = { kind: "folder"; folder: Folder } | { kind: "document"; document: DocumentEntry; depth: number };

interface Node {
  folders: Map<string, Node>;
  documents: DocumentEntry[];
}

// treeOf puts documents under their folders: at each level the folders first, then the documents, as they come. What is in a
// folder that is not open is left out.
export function treeOf(documents: readonly DocumentEntry[], isOpen: (path: string) => boolean): Line[] {
  const root: Node = { folders: new Map(), documents: [] };
  for (const document of documents) {
    let node = root;
    for (const part of document.name.split("/").slice(0, -1)) {
      let next = node.folders.get(part);
      if (!next) node.folders.set(part, (next = { folders: new Map(), documents: [] }));
      node = next;
    }
    node.documents.push(document);
  }
  const lines: Line[] = [];
  write(root, "", 0, isOpen, lines);
  return lines;
}

const byName = new Intl.Collator("ko", { numeric: true });

function write(node: Node, path: string, depth: number, isOpen: (path: string) => boolean, lines: Line[]): void {
  for (const [name, inner] of [...node.folders].sort((a, b) => byName.compare(a[0], b[0]))) {
    const folder: Folder = { path: `${path}${name}/`, name, depth, open: isOpen(`${path}${name}/`), documents: below(inner) };
    lines.push({ kind: "folder", folder });
    if (folder.open) write(inner, folder.path, depth + 1, isOpen, lines);
  }
  for (const document of node.documents) lines.push({ kind: "document", document, depth });
}

function below(node: Node): DocumentEntry[] {
  return [...[...node.folders.values()].flatMap(below), ...node.documents];
}
