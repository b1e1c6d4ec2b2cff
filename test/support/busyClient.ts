import { connectToPort } from './ownHost.ts';
import { forever } from './practice.ts';

/** A client that uses all there is on a port's server until somebody kills it: `node busyClient.ts <port>`. */
const { host } = await connectToPort(Number(process.argv[2]));
await host.exec('true', forever);
await host.files.stat('/', forever);
const tail = host.stream('echo go; tail -F /etc/hostname', forever)[Symbol.asyncIterator]();
await tail.next();
const terminal = await host.openTerminal({ size: { columns: 80, rows: 24 } }, forever);
terminal.onDidWrite(() => {});
terminal.write('sleep 7601\r');
void host.exec(`trap '' TERM; sleep 7602; sleep 7603`, forever);
setInterval(() => void tail.next(), 1_000);
process.stdout.write('ready\n');
