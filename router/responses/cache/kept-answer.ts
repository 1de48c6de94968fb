import { isRecord } from "../../../packages/server/is-record.ts";
import type { AnswerHeaders } from "../../header-rules/answer-headers.ts";
import type { Freshness } from "./freshness.ts";

/** An answer that the cache keeps. */
export interface KeptAnswer {
  readonly data: string;
  readonly freshness: Freshness;
  readonly answerHeaders: AnswerHeaders | undefined;
  /** On the clock of `performance`. */
  readonly keptAt: number;
}

/** Describes an answer for other routers, as a value that JSON can hold. */
export function describeKeptAnswer({ data, freshness, answerHeaders }: KeptAnswer): object {
  return { data, freshness, headers: answerHeaders === undefined ? null : [...answerHeaders] };
}

/**
 * Reads what another router has described.
 * @param remainingMs for how long it may still be kept
 * @returns null for what a router of another version has described, or what would be kept for longer than it may be
 */
export function readKeptAnswer(described: unknown, remainingMs: number): KeptAnswer | null {
  if (!isRecord(described)) return null;
  const { data, freshness, headers } = described;
  if (typeof data !== "string" || !isFreshness(freshness) || !isHeaderList(headers)) return null;
  const ageMs = freshness.maxAgeSeconds * 1_000 - remainingMs;
  if (ageMs < 0) return null;
  const keptAt = performance.now() - ageMs;
  return { data, freshness, answerHeaders: headers === null ? undefined : new Map(headers), keptAt };
}

function isFreshness(value: unknown): value is Freshness {
  return isRecord(value) && typeof value.maxAgeSeconds === "number" && typeof value.isPrivate === "boolean";
}

function isHeaderList(value: unknown): value is [string, string[]][] | null {
  return value === null || (Array.isArray(value) && value.every(isHeader));
}

function isHeader(value: unknown): value is [string, string[]] {
  return Array.isArray(value) && typeof value[0] === "string" && Array.isArray(value[1]);
}
