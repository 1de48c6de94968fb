const FIRST_NAMES = ["Ada", "Grace", "Alan", "Barbara", "Edsger", "Frances", "Donald", "Radia"];
const THINGS = ["Table", "Couch", "Chair", "Lamp", "Shelf", "Desk", "Stool", "Mirror", "Rug", "Clock"];
const OPINIONS = [
  "Love it!",
  "Too expensive, and it came late.",
  "Could be better, though the colour is just right for the room.",
  "Prefer something else.",
];
const REVIEWED_PRODUCTS = 10;
const REVIEWS_PER_USER = 4;

/** Enough for a page of a megabyte. */
const PRODUCT_COUNT = 6_600;

/** The people of the shop. */
export const USERS = FIRST_NAMES.map((name, index) => ({
  id: String(index + 1),
  name: `${name} Example`,
  username: `@${name.toLowerCase()}`,
  birthday: 1_900 + index,
}));

/** What the shop sells. */
export const PRODUCTS = Array.from({ length: PRODUCT_COUNT }, (_item, index) => {
  const name = THINGS[index % THINGS.length] ?? "";
  return {
    upc: String(index + 1),
    name: `${name} ${index + 1}`,
    description: `A ${name.toLowerCase()} for every day, made to last and to be mended. It has the number ${index + 1}.`,
    price: 100 + ((index * 37) % 1_900),
    weight: 1 + ((index * 13) % 99),
  };
});

/** What some of the people said about some of the products. */
export const REVIEWS = Array.from({ length: USERS.length * REVIEWS_PER_USER }, (_item, index) => ({
  id: String(index + 1),
  body: OPINIONS[index % OPINIONS.length] ?? "",
  author: { id: String((index % USERS.length) + 1) },
  product: { upc: String(((index * 7) % REVIEWED_PRODUCTS) + 1) },
}));

/** Null when there is none with this id. */
export function findUser(id: string): (typeof USERS)[number] | null {
  return USERS[Number(id) - 1] ?? null;
}

/** Null when nothing has this number. */
export function findProduct(upc: string): (typeof PRODUCTS)[number] | null {
  return PRODUCTS[Number(upc) - 1] ?? null;
}
