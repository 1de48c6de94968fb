import { describe, expect, it } from "@jest/globals";
import { chooseNames } from "../../scripts/new-subgraph/choose-names.ts";

describe("the names of a new subgraph", () => {
  it.each([
    ["loans", undefined, { Entity: "Loan", entity: "loan", list: "loans", one: "loan", many: "loans" }],
    ["stories", undefined, { Entity: "Story", list: "stories", many: "stories" }],
    ["boxes", undefined, { Entity: "Box", list: "boxes" }],
    ["bus", undefined, { Entity: "Bus", list: "buses", many: "buses" }],
    ["press", undefined, { Entity: "Press", list: "presses" }],
    ["staff", undefined, { Entity: "Staff", entity: "staff", list: "staffs" }],
    ["loans", "Loan", { Entity: "Loan", list: "loans" }],
    ["lending", "Loan", { Name: "Lending", Entity: "Loan", list: "loans", List: "Loans" }],
    ["orders", "OrderItem", { entity: "orderItem", list: "orderItems", one: "order item", many: "order items" }],
    ["x", "URL", { Entity: "URL", entity: "uRL", list: "uRLs", one: "url" }],
  ])("of %s with the entity %s", (name, entity, expected) => {
    expect(chooseNames(name, entity)).toMatchObject({ name, ...expected });
  });

  it.each(["", "Loans", "1loans", "lo ans", "../evil", "order-items", "order_items", "löhne", "a\nb", "a".repeat(41)])(
    "refuses %j",
    (name) => {
      expect(() => chooseNames(name, "Loan")).toThrow(`${JSON.stringify(name)} cannot name a subgraph: use `);
    },
  );

  it.each([
    "shared",
    "router",
    "demo",
    "config",
    "main",
    "page",
    "class",
    "import",
    "await",
    "jwks",
    "subgraph",
    "caller",
    "database",
    "data",
    "generated",
  ])("refuses %s, which is reserved", (name) => {
    expect(() => chooseNames(name)).toThrow(`"${name}" is reserved: choose another name for the subgraph`);
  });

  it("refuses an entity that would be taken for a page of a list", () => {
    expect(() => chooseNames("links", "TrainConnection")).toThrow("--entity TrainConnection cannot be: ");
  });

  it.each(["", "loan", "1Loan", "Lo an", "_Loan", "Loan\n", "L".repeat(41)])("refuses the entity %j", (entity) => {
    expect(() => chooseNames("loans", entity)).toThrow(`--entity ${JSON.stringify(entity)} cannot name a type: use `);
  });
});
