/** The folder in which Windows lists its named pipes. */
export const PIPES = '\\\\.\\pipe\\';

/** Where the OpenSSH agent of Windows listens: what settings say when neither configuration nor environment name another. */
const STANDARD = `${PIPES}openssh-ssh-agent`;

/**
 * The pipes of the agents to ask on Windows, by the names of those that there are. An agent that was chosen is the only one.
 * Where none was, Pageant's counts too, of PuTTY 0.75 and later: `pageant.<user>.<hash>` (agent_named_pipe_name in PuTTY's
 * windows/utils), of which only the listing knows the hash.
 */
export function agentPipes(path: string, names: readonly string[], user: string): readonly string[] {
	if (path.toLowerCase() !== STANDARD) return [path];
	const start = `pageant.${user}.`.toLowerCase();
	const isPageant = (name: string) =>
		name.toLowerCase().startsWith(start) && /^[0-9a-f]{64}$/i.test(name.slice(start.length));
	const pageants = names.filter(isPageant).map((name) => PIPES + name);
	const isThere = names.some((name) => PIPES + name.toLowerCase() === STANDARD);
	return isThere || pageants.length === 0 ? [path, ...pageants] : pageants;
}
