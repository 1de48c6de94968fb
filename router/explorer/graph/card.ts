import { type Html, html } from "../html.ts";
import type { FieldModel } from "./graph-model.ts";

/** Fields under a heading; `subgraph` null: they belong to all subgraphs of the type. */
export interface CardGroup {
  readonly heading: string;
  readonly subgraph: string | null;
  readonly colour: string | null;
  readonly fields: readonly FieldModel[];
}

/** What to draw. */
export interface CardContent {
  readonly kind: "subgraph" | "entity";
  readonly title: string;
  readonly subtitle: string;
  readonly subgraph: string | null;
  readonly colour: string | null;
  readonly width: number;
  readonly groups: readonly CardGroup[];
}

/** A drawn card, its upper left corner at 0, 0. */
export type Card = ReturnType<typeof buildCard>;

const TITLE_HEIGHT = 34;
/** Where a line to the title of a card ends. */
export const TITLE_MIDDLE = TITLE_HEIGHT / 2;
const HEADING_HEIGHT = 22;
const ROW_HEIGHT = 19;
const PADDING = 12;
const GROUP_SPACING = 8;
/** Of the monospaced text. */
const CHARACTER_WIDTH = 7.3;
/** A longer group is cut: the documentation has all of it. */
const MAXIMUM_FIELDS = 14;

/** Draws a box with a title and groups of fields, each group with a bar in its subgraph's colour. */
export function buildCard(content: CardContent) {
  let y = TITLE_HEIGHT;
  const groups = content.groups.map((group) => {
    const top = y;
    y += HEADING_HEIGHT + countRows(group) * ROW_HEIGHT + GROUP_SPACING;
    return { group, top };
  });
  const { width, subgraph, colour } = content;
  return {
    drawing: html`<g class="card ${content.kind} ${colour ?? ""}"${ownerOf(subgraph)}>
<rect class="box" width="${width}" height="${y}" rx="8"/>${drawTitle(content)}
${groups.map(({ group, top }) => drawGroup(group, top, width))}</g>`,
    width,
    height: y,
    subgraph,
    colour,
    anchors: groups.map(({ group, top }) => ({ subgraph: group.subgraph, y: top + HEADING_HEIGHT / 2 })),
  };
}

function countRows({ fields }: CardGroup): number {
  return Math.min(fields.length, MAXIMUM_FIELDS + 1);
}

function ownerOf(subgraph: string | null): Html | null {
  return subgraph === null ? null : html` data-subgraph="${subgraph}"`;
}

function drawTitle({ kind, title, subtitle, width }: CardContent): Html {
  const state = kind === "subgraph" ? html`<circle class="state" cx="${width - 18}" cy="17" r="5"/>` : null;
  return html`<text class="title" x="${PADDING}" y="22">${shorten(title, 24)}</text>
<text class="subtitle" x="${width - PADDING}" y="22">${shorten(subtitle, 20)}</text>${state}`;
}

function drawGroup(group: CardGroup, top: number, width: number): Html {
  const { heading, fields, subgraph, colour } = group;
  const shown = fields.slice(0, MAXIMUM_FIELDS);
  const height = HEADING_HEIGHT + countRows(group) * ROW_HEIGHT;
  const rest = fields.length - shown.length;
  return html`<g class="group ${colour ?? ""}"${ownerOf(subgraph)}>
<rect class="bar" x="0" y="${top}" width="4" height="${height}"/>
<text class="heading" x="${PADDING}" y="${top + 15}">${heading}</text>
${shown.map((field, index) => drawField(field, top + HEADING_HEIGHT + index * ROW_HEIGHT + 13, width))}
${rest === 0 ? null : html`<text class="rest" x="${PADDING}" y="${top + height - 6}">and ${rest} more</text>`}</g>`;
}

function drawField({ name, type }: FieldModel, y: number, width: number): Html {
  const room = Math.floor((width - 2 * PADDING) / CHARACTER_WIDTH);
  const shownName = shorten(name, Math.ceil(room * 0.6));
  const shownType = shorten(type, room - shownName.length - 1);
  return html`<text class="field" x="${PADDING}" y="${y}">${shownName}<tspan class="type" dx="7">${shownType}</tspan></text>`;
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, Math.max(length - 1, 1))}…` : text;
}
