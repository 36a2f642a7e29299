// A small judge of XML: every tag closed in order, attributes quoted and unique, no stray & or <.
const ENTITY = /^&(amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);/i;

/** Names of the elements in order of appearance; throws on the first thing that is not well-formed. */
export const xmlElements = (text: string): string[] => {
  const open: string[] = [];
  const seen: string[] = [];
  let at = 0;
  if (text.startsWith("<?xml")) at = text.indexOf("?>") + 2;
  while (at < text.length) {
    if (text[at] === "&") {
      if (!ENTITY.test(text.slice(at))) throw new Error(`stray & at ${at}`);
      at++;
    } else if (text[at] !== "<") {
      at++;
    } else {
      const tag = /^<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(text.slice(at));
      if (tag === null) throw new Error(`bad tag at ${at}: ${text.slice(at, at + 60)}`);
      const [whole, closing, name, attributes, empty] = tag;
      const names = [...attributes.matchAll(/([\w:-]+)="/g)].map((match) => match[1]);
      if (new Set(names).size !== names.length) throw new Error(`attribute twice in <${name}>`);
      for (const value of attributes.matchAll(/="([^"]*)"/g))
        for (const ampersand of value[1].matchAll(/&/g))
          if (!ENTITY.test(value[1].slice(ampersand.index)))
            throw new Error(`stray & in an attribute of <${name}>`);
      if (closing === "/") {
        if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      } else {
        seen.push(name);
        if (empty === "") open.push(name);
      }
      at += whole.length;
    }
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(", ")}`);
  return seen;
};
