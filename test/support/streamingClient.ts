import { connectTo, forever } from './practice.ts';

/** A client that follows a command until somebody kills it: `node streamingClient.ts <alias> <command line>`. */
const [alias = '', commandLine = ''] = process.argv.slice(2);
const host = await connectTo(alias);
for await (const { bytes } of host.stream(commandLine, forever)) process.stdout.write(bytes);
