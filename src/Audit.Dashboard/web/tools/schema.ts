import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kind, parse, print, type DefinitionNode, type DocumentNode } from 'graphql';

const here = dirname(fileURLToPath(import.meta.url));
const served = join(here, '../../../../docs/schema.graphql');
const contract = join(here, '../contract.graphql');

/**
 * What the application is written against: the schema that is served, and from the contract what a server may not have yet. Where both define something, the served one counts.
 */
export function readSchema(): string {
  return print(merge(parse(readFileSync(served, 'utf8')), parse(readFileSync(contract, 'utf8'))));
}

function merge(first: DocumentNode, second: DocumentNode): DocumentNode {
  const definitions = new Map<string, DefinitionNode>();
  for (const definition of first.definitions) definitions.set(nameOf(definition), definition);
  for (const definition of second.definitions) {
    const known = definitions.get(nameOf(definition));
    if (!known) {
      definitions.set(nameOf(definition), definition);
    } else if (known.kind === Kind.OBJECT_TYPE_DEFINITION && definition.kind === Kind.OBJECT_TYPE_DEFINITION) {
      const names = new Set(known.fields?.map((field) => field.name.value));
      const missing = definition.fields?.filter((field) => !names.has(field.name.value)) ?? [];
      definitions.set(nameOf(definition), { ...known, fields: [...(known.fields ?? []), ...missing] });
    }
  }
  return { kind: Kind.DOCUMENT, definitions: [...definitions.values()] };
}

function nameOf(definition: DefinitionNode): string {
  return 'name' in definition && definition.name ? definition.name.value : definition.kind;
}
