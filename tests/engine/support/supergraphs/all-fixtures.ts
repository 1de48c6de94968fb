import { abstractTypesFixture } from "./abstract-types.ts";
import { contextFixture } from "./context.ts";
import { enumsFixture } from "./enums.ts";
import type { SupergraphFixture } from "./fixture.ts";
import { interfaceObjectFixture, interfaceObjectRequiresFixture } from "./interface-object.ts";
import { keysFixture } from "./keys.ts";
import { libraryFixture } from "./library.ts";
import { mutationsFixture } from "./mutations.ts";
import { overrideFixture, progressiveOverrideFixture } from "./override.ts";
import { providesFixture } from "./provides.ts";
import { requiresFixture } from "./requires.ts";
import { requiresArgumentsFixture } from "./requires-arguments.ts";
import { requiresChainsFixture } from "./requires-chains.ts";
import { scalarsFixture } from "./scalars.ts";
import { shareableFixture } from "./shareable.ts";
import { spreadInterfaceFixture } from "./spread-interface.ts";
import { typenameKeysFixture, unresolvableInterfaceObjectFixture } from "./type-names.ts";

/** Every fixture, this project's own graph first. */
export const allFixtures: readonly SupergraphFixture[] = [
  libraryFixture,
  requiresFixture,
  requiresArgumentsFixture,
  requiresChainsFixture,
  providesFixture,
  overrideFixture,
  progressiveOverrideFixture,
  interfaceObjectFixture,
  interfaceObjectRequiresFixture,
  keysFixture,
  abstractTypesFixture,
  shareableFixture,
  spreadInterfaceFixture,
  enumsFixture,
  contextFixture,
  scalarsFixture,
  mutationsFixture,
  typenameKeysFixture,
  unresolvableInterfaceObjectFixture,
];
