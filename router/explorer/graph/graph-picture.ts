import { colourClass } from "../colours.ts";
import { type Html, html } from "../html.ts";
import { buildCard, type Card, type CardGroup, TITLE_MIDDLE } from "./card.ts";
import type { EntityModel, FieldModel, GraphModel, SubgraphModel } from "./graph-model.ts";

const SUBGRAPH_WIDTH = 330;
const ENTITY_WIDTH = 360;
const GAP = 220;
const SPACING = 20;
const MARGIN = 2;
/** With more entities, lines to all of them would hide more than they show. */
const MAXIMUM_LINKED_ENTITIES = 8;
const MAXIMUM_COLUMNS = 2;

interface PositionedCard extends Card {
  readonly x: number;
  readonly y: number;
}

/**
 * Draws which subgraph contributes what. On the left are the subgraphs with their root fields, on the right the entities
 * with the fields of each subgraph; a line stands for each contribution.
 */
export function drawGraph({ subgraphs, entities }: GraphModel): Html {
  const colours = new Map(subgraphs.map(({ name }, index) => [name, colourClass(index)]));
  const isLinked = entities.length <= MAXIMUM_LINKED_ENTITIES;
  const gap = isLinked ? GAP : SPACING;
  const subgraphCards = subgraphs.map((subgraph) => buildSubgraphCard(subgraph, colours));
  const left = stack(subgraphCards, MARGIN);
  const columns = split(entities, isLinked ? 1 : MAXIMUM_COLUMNS).map((column, index) =>
    stack(
      column.map((entity) => buildEntityCard(entity, colours)),
      MARGIN + SUBGRAPH_WIDTH + gap + index * (ENTITY_WIDTH + SPACING),
    ),
  );
  const [right] = columns;
  const height = Math.max(left.height, ...columns.map((column) => column.height)) + MARGIN;
  const width = SUBGRAPH_WIDTH + gap + columns.length * (ENTITY_WIDTH + SPACING) - SPACING + 2 * MARGIN;
  const links = isLinked && right !== undefined ? drawLinks(left.cards, right.cards) : [];
  const cards = [left, ...columns].flatMap((column) => column.cards);
  return html`<svg class="graph" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="graph-title">
<title id="graph-title">Subgraphs on the left, the entities they contribute fields to on the right</title>
${links}${cards.map(drawCard)}</svg>`;
}

function buildSubgraphCard({ name, queries, mutations }: SubgraphModel, colours: ReadonlyMap<string, string>): Card {
  const groups = [buildGroup("Query", queries, name, colours), buildGroup("Mutation", mutations, name, colours)];
  return buildCard({
    kind: "subgraph",
    title: name,
    subtitle: "",
    subgraph: name,
    colour: colours.get(name) ?? null,
    width: SUBGRAPH_WIDTH,
    groups: groups.filter(({ fields }) => fields.length > 0),
  });
}

function buildEntityCard(
  { name, keys, common, contributions }: EntityModel,
  colours: ReadonlyMap<string, string>,
): Card {
  const groups = contributions.map(({ subgraph, fields }) => buildGroup(subgraph, fields, subgraph, colours));
  return buildCard({
    kind: "entity",
    title: name,
    subtitle: `key ${keys.join(" | ")}`,
    subgraph: null,
    colour: null,
    width: ENTITY_WIDTH,
    groups: common.length === 0 ? groups : [buildGroup("all of these", common, null, colours), ...groups],
  });
}

function buildGroup(
  heading: string,
  fields: readonly FieldModel[],
  subgraph: string | null,
  colours: ReadonlyMap<string, string>,
): CardGroup {
  return { heading, fields, subgraph, colour: subgraph === null ? null : (colours.get(subgraph) ?? null) };
}

function stack(cards: readonly Card[], x: number) {
  let y = MARGIN;
  const stacked = cards.map((card): PositionedCard => {
    const positioned = { ...card, x, y };
    y += card.height + SPACING;
    return positioned;
  });
  return { cards: stacked, height: y - SPACING };
}

function split<Item>(items: readonly Item[], columns: number): Item[][] {
  return Array.from({ length: columns }, (_, column) => items.filter((_item, index) => index % columns === column));
}

function drawCard({ x, y, drawing }: PositionedCard): Html {
  return html`<g transform="translate(${x} ${y})">${drawing}</g>`;
}

function drawLinks(subgraphs: readonly PositionedCard[], entities: readonly PositionedCard[]): Html[] {
  return subgraphs.flatMap((from) =>
    entities.flatMap((to) =>
      to.anchors
        .filter((anchor) => anchor.subgraph === from.subgraph)
        .map((anchor) => drawLink(from, { x: to.x, y: to.y + anchor.y })),
    ),
  );
}

function drawLink({ x, y, width, subgraph, colour }: PositionedCard, to: { x: number; y: number }): Html {
  const from = { x: x + width, y: y + TITLE_MIDDLE };
  const bend = (to.x - from.x) / 2;
  const path = `M${from.x} ${from.y} C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
  return html`<path class="link ${colour}" data-subgraph="${subgraph}" d="${path}"/>`;
}
