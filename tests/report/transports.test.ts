// NET-5: the report says why a group speaks as it does.
import { expect, test } from "vitest";
import { renderHtml } from "../../src/report/html.js";
import { sampleData } from "./sample.js";

test("a chosen transport stands in the report with the reasons for and against", () => {
  const data = sampleData();
  data.naming.groups[0].transportReasons = [
    { transport: data.naming.groups[0].transport, fits: true, why: "least charge a day" },
    { transport: "satellite-pigeon", fits: false, why: "carries 3 bytes, 10 are needed" },
  ];
  const text = renderHtml(data);
  expect(text).toContain("Transports chosen");
  expect(text).toContain("carries 3 bytes, 10 are needed");
  expect(renderHtml(sampleData())).not.toContain("Transports chosen");
});
