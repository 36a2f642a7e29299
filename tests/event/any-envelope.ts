// Messages of all kinds with anything their fields may hold, for property tests.
import fc from "fast-check";
import type { AnyMessage } from "../../src/event/declare-message.js";
import type { Field } from "../../src/event/field.js";
import type { Envelope } from "../../src/event/letter.js";
import { MESSAGES } from "../../src/event/messages.js";

/** Without negative zeros, which JSON does not know. */
const finite = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0);
const number = fc.double().map((value) => value + 0);
const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff });
const body = fc.option(
  fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom("null", "-0", "1e400", '{"2":1,"1":2}', '{"__proto__":1}'),
  ),
  { nil: undefined },
);

const anyValueOf = ({ is, names, isOptional }: Field): fc.Arbitrary<number | boolean> => {
  if (is === "flag") return fc.boolean();
  if (is === "number") return number;
  if (is === "ms") return finite;
  const size = typeof names === "object" ? names.length : Number.POSITIVE_INFINITY;
  const max = Math.min(Number.MAX_SAFE_INTEGER, (is === "bits" ? 2 ** size : size) - 1);
  return fc.integer({ min: isOptional ? -1 : 0, max });
};

const anyOf = ({ kind, spec }: AnyMessage): fc.Arbitrary<Envelope> =>
  fc.record({
    atMs: finite,
    entity: fc.constant(0),
    seq: int32,
    kind: fc.constant(kind),
    values: fc.record(
      Object.fromEntries(Object.entries(spec.fields).map(([name, field]) => [name, anyValueOf(field)])),
      { noNullPrototype: true },
    ),
    bytes: int32,
    body,
  });

/** A message of any kind, of entity 0. */
export const anyEnvelope = (): fc.Arbitrary<Envelope> => fc.oneof(...MESSAGES.map(anyOf));
