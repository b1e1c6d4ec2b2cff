import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { type FileSystem, parseDf, readingsOfDf, readingsOfLfs, readingsOfQuota } from './quotaTools.ts';
import { readingsOfSite, type SiteQuota } from './siteQuota.ts';
import type { SpaceReading } from './spaceReading.ts';

/**
 * `$1` is a mark, `$2` the tools to leave alone, `$3` the site's command line or nothing, the rest are folders. Each tool
 * gets a few seconds, since a file system whose server is gone lets them hang; what it prints stands between marks. The
 * type of a file system comes from the kernel's table, which asks no server.
 */
const SCRIPT = `m=$1 avoid=$2 site=$3; shift 3
command -v timeout >/dev/null || timeout() { shift; "$@"; }
part() { printf '\\n%s %s\\n' "$m" "$1"; }
part df; case " $avoid " in *' df '*) ;; *) timeout 5 df -kP -- "$@" 2>/dev/null ;; esac
part inodes; case " $avoid " in *' df '*) ;; *) timeout 5 df -iP -- "$@" 2>/dev/null ;; esac
part quota; case " $avoid " in *' quota '*) ;; *) command -v quota >/dev/null && timeout 5 quota -w -p 2>/dev/null ;; esac
case " $avoid " in *' lfs '*) ;; *)
if command -v lfs >/dev/null; then
while read -r dev mount type rest; do [ "$type" = lustre ] || continue
part "lfs $mount"; timeout 5 lfs quota -q -u "$(id -un)" "$mount" 2>/dev/null
done </proc/mounts; fi ;; esac
[ -z "$site" ] || { part site; timeout 15 sh -c "$site" 2>/dev/null; }
:`;

/** Asks every tool that there is, in one go, how much of these folders' file systems is used. Never fails for a tool's sake. */
export function readSpace(
	paths: readonly string[],
	quota: SiteQuota | undefined,
	mark: string,
): RemoteCommand<readonly SpaceReading[]> {
	const avoid = quota?.avoid ?? [];
	const site = quota?.command ?? '';
	return {
		argv: ['nice', 'sh', '-c', SCRIPT, 'sh', mark, avoid.join(' '), site, ...paths],
		parse: (stdout) => readingsIn(partsOf(stdout, mark), paths, quota),
	};
}

function partsOf(stdout: string, mark: string): readonly (readonly [string, string])[] {
	return stdout
		.split(`\n${mark} `)
		.slice(1)
		.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]);
}

function readingsIn(
	parts: readonly (readonly [string, string])[],
	paths: readonly string[],
	quota: SiteQuota | undefined,
): readonly SpaceReading[] {
	const text = (name: string) => parts.find(([part]) => part === name)?.[1] ?? '';
	const systems: readonly FileSystem[] = parseDf(text('df')).map(({ device, mount }, index) => ({
		...{ path: paths[index] ?? '', device, mount },
	}));
	return [
		...(quota ? readingsOfSite(text('site'), quota) : []),
		...parts
			.filter(([part]) => part.startsWith('lfs '))
			.flatMap(([part, output]) => readingsOfLfs(output, part.slice('lfs '.length))),
		...readingsOfQuota(text('quota'), systems),
		...readingsOfDf(text('df'), text('inodes')),
	];
}
