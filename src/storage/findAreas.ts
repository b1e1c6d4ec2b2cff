import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { Area, AreaTemplate } from './area.ts';

/**
 * Resolves each argument `NAME<tab>REST`: NAME is an environment variable or empty, REST a path that may hold `*`.
 * Prints `index<tab>path` and a NUL for every folder that can be entered. The arguments are data: nothing in them
 * is evaluated but the variable's name, which is checked before it gets here, and `*`.
 */
const SCRIPT = `i=0
tab=$(printf '\\t')
for a; do
  name=\${a%%"$tab"*}; rest=\${a#*"$tab"}; base=
  if [ -n "$name" ]; then eval "base=\\\${$name-}"; [ -n "$base" ] || { i=$((i+1)); continue; }; fi
  IFS=
  for p in $base$rest; do if [ -d "$p" ] && [ -x "$p" ]; then printf '%s\\t%s\\0' "$i" "$p"; fi; done
  unset IFS
  i=$((i+1))
done`;

/** Finds which areas exist for this user. Areas that lead to the same path are listed once, by the first template. */
export function findAreas(
	templates: readonly AreaTemplate[],
	facts: { readonly user: string; readonly accounts: readonly string[] },
): RemoteCommand<readonly Area[]> {
	const wanted = templates.flatMap((template) => fillIn(template, facts));
	return {
		argv: ['sh', '-c', SCRIPT, 'sh', ...wanted.map(({ path }) => splitVariable(path))],
		parse: (stdout) => {
			const seen = new Set<string>();
			return stdout
				.split('\0')
				.slice(0, -1)
				.map((record) => parseRecord(record, wanted))
				.filter(({ path }) => !seen.has(path) && seen.add(path));
		},
	};
}

function fillIn(
	template: AreaTemplate,
	{ user, accounts }: { readonly user: string; readonly accounts: readonly string[] },
) {
	const path = template.path.replaceAll('{user}', user);
	if (!path.includes('{account}')) return [{ ...template, path }];
	return accounts.map((account) => ({ ...template, path: path.replaceAll('{account}', account) }));
}

function splitVariable(path: string): string {
	const match = /^\$(\w+)(.*)$/s.exec(path);
	return match && /^[A-Za-z_]/.test(match[1] ?? '') ? `${match[1]}\t${match[2]}` : `\t${path}`;
}

function parseRecord(record: string, templates: readonly AreaTemplate[]): Area {
	const [index, ...rest] = record.split('\t');
	const template = templates[Number(index)];
	if (!template) throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sh', detail: record });
	const path = rest.join('\t').replace(/(?<=.)\/+$/, '');
	const isMany = template.path.includes('*') || template.kind === 'other';
	const label = isMany ? `${template.label} ${path.split('/').at(-1)}` : template.label;
	const { kind, purgeDays } = template;
	return { kind, label, path, ...(purgeDays !== undefined && { purgeDays }) };
}
