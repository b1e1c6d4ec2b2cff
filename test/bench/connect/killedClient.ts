/** A client with everything open, for somebody to kill. Says `PID` of sshd's process for it when all is there. */
import { forever } from '../../support/practice.ts';
import { openSession } from './session.ts';

const { host, serverPid } = await openSession();
const silent = host.stream('echo started; exec sleep 600', forever)[Symbol.asyncIterator]();
await silent.next();
console.log(serverPid);
await silent.next();
