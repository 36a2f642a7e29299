// What a random draw decides: two purposes with one number would draw the same words.
import { expect, it } from "vitest";
import { Purpose } from "../../src/model/plan/purpose.js";

it("every purpose of a draw has a number of its own", () => {
  const numbers = Object.values(Purpose);
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
});
