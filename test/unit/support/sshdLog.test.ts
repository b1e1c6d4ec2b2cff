import assert from 'node:assert/strict';
import { countFailures, parseSshdLine, type SshdEvent } from '../../support/sshdLog.ts';

/** As sshd of the practice factory wrote them (OpenSSH 9.2, LogLevel VERBOSE); fail2ban 1.0.2 gave the numbers. */
const SESSIONS = [
	{
		title: 'a key that is accepted',
		log: `
Connection from 127.0.0.1 port 35756 on 127.0.0.2 port 2222 rdomain ""
Accepted key ED25519 SHA256:NPXOa+Xa9GXv8+slYeSlJwm+ZD7Qp61jliZWG1ayfNk found at /srv/aifactory/home/ada/.ssh/authorized_keys:2
Postponed publickey for ada from 127.0.0.1 port 35756 ssh2 [preauth]
Accepted publickey for ada from 127.0.0.1 port 35756 ssh2: ED25519 SHA256:NPXOa+Xa9GXv8+slYeSlJwm+ZD7Qp61jliZWG1ayfNk
User child is on pid 22877
Starting session: command for ada from 127.0.0.1 port 35756 id 0
Received disconnect from 127.0.0.1 port 35756:11: disconnected by user
Disconnected from user ada 127.0.0.1 port 35756`,
		events: ['connection', 'accepted ada publickey', 'ended ada'],
		normal: 0,
		aggressive: 0,
	},
	{
		title: 'a key and a code',
		log: `
Connection from 127.0.0.1 port 42422 on 127.0.0.4 port 2222 rdomain ""
Partial publickey for ada from 127.0.0.1 port 42422 ssh2: ED25519 SHA256:TQZbCre4/xKHPo1YuGdaLU8wjUsmVpiyYow3xgAE/Sk
Postponed keyboard-interactive for ada from 127.0.0.1 port 42422 ssh2 [preauth]
Postponed keyboard-interactive/pam for ada from 127.0.0.1 port 42422 ssh2 [preauth]
Accepted keyboard-interactive/pam for ada from 127.0.0.1 port 42422 ssh2
Disconnected from user ada 127.0.0.1 port 42422`,
		events: ['connection', 'partial ada publickey', 'accepted ada keyboard-interactive/pam', 'ended ada'],
		normal: 0,
		aggressive: 0,
	},
	{
		title: 'a key that is not known, and nothing else to try',
		log: `
Connection from 127.0.0.1 port 59546 on 127.0.0.10 port 2222 rdomain ""
Failed publickey for ada from 127.0.0.1 port 59546 ssh2: ED25519 SHA256:TQZbCre4/xKHPo1YuGdaLU8wjUsmVpiyYow3xgAE/Sk
Connection closed by authenticating user ada 127.0.0.1 port 59546 [preauth]`,
		events: ['connection', 'failed ada publickey', 'closedEarly ada'],
		normal: 0,
		aggressive: 1,
	},
	{
		title: 'a mistyped password, told by PAM and by sshd, and no second try',
		log: `
Connection from 127.0.0.1 port 53676 on 127.0.0.13 port 2222 rdomain ""
Postponed keyboard-interactive for ada from 127.0.0.1 port 53676 ssh2 [preauth]
PAM: Authentication failure for ada from 127.0.0.1
Failed keyboard-interactive/pam for ada from 127.0.0.1 port 53676 ssh2
Connection closed by authenticating user ada 127.0.0.1 port 53676 [preauth]`,
		events: ['connection', 'pamFailure ada', 'failed ada keyboard-interactive/pam', 'closedEarly ada'],
		normal: 2,
		aggressive: 3,
	},
	{
		title: 'more tries than allowed',
		log: `
Connection from 127.0.0.1 port 52748 on 127.0.0.12 port 2222 rdomain ""
Failed password for ada from 127.0.0.1 port 52748 ssh2
Failed password for ada from 127.0.0.1 port 52748 ssh2
maximum authentication attempts exceeded for ada from 127.0.0.1 port 52748 ssh2 [preauth]
Disconnecting authenticating user ada 127.0.0.1 port 52748: Too many authentication failures [preauth]`,
		events: ['connection', 'failed ada password', 'failed ada password', 'tooManyTries ada'],
		normal: 3,
		aggressive: 3,
	},
	{
		title: 'users that do not exist or may not sign in',
		log: `
Connection from 127.0.0.1 port 38612 on 127.0.0.18 port 2222 rdomain ""
Invalid user mallory from 127.0.0.1 port 38612
Connection closed by invalid user mallory 127.0.0.1 port 38612 [preauth]
Connection from 127.0.0.1 port 38616 on 127.0.0.18 port 2222 rdomain ""
User root from 127.0.0.1 not allowed because not listed in AllowUsers
Connection closed by invalid user root 127.0.0.1 port 38616 [preauth]`,
		events: [
			'connection',
			'unknownUser mallory',
			'closedEarly mallory',
			'connection',
			'unknownUser root',
			'closedEarly root',
		],
		normal: 2,
		aggressive: 4,
	},
	{
		title: 'a host key that the client did not like',
		log: `
Connection from 127.0.0.1 port 38470 on 127.0.0.9 port 2222 rdomain ""
Received disconnect from 127.0.0.1 port 38470:3:  [preauth]
Disconnected from 127.0.0.1 port 38470 [preauth]`,
		events: ['connection', 'closedEarly'],
		normal: 0,
		aggressive: 1,
	},
	{
		title: 'clients that do not get as far as a sign-in',
		log: `
Connection from 127.0.0.1 port 35186 on 127.0.0.10 port 2222 rdomain ""
kex_exchange_identification: Connection closed by remote host
Connection closed by 127.0.0.1 port 35186
Connection from 127.0.0.1 port 38632 on 127.0.0.18 port 2222 rdomain ""
Unable to negotiate with 127.0.0.1 port 38632: no matching host key type found. Their offer: ssh-rsa [preauth]
Connection from 127.0.0.1 port 38656 on 127.0.0.18 port 2222 rdomain ""
Connection reset by 127.0.0.1 port 38656 [preauth]`,
		events: ['connection', 'noHandshake', 'ended', 'connection', 'noHandshake', 'connection', 'closedEarly'],
		normal: 0,
		aggressive: 3,
	},
];

describe("what sshd's log tells of sign-ins", () => {
	for (const { title, log, events, normal, aggressive } of SESSIONS) {
		it(`${title}: ${normal} failures, or ${aggressive} to an aggressive filter`, () => {
			const read = log.split('\n').flatMap((line) => parseSshdLine(`${line}\r`) ?? []);
			assert.deepEqual(read.map(inWords), events);
			assert.equal(countFailures(read, 'normal'), normal);
			assert.equal(countFailures(read, 'aggressive'), aggressive);
		});
	}

	it('tells connections apart by the port of the client', () => {
		const line = 'Connection closed by authenticating user ada 127.0.0.1 port 59546 [preauth]';
		assert.deepEqual(parseSshdLine(line), { kind: 'closedEarly', user: 'ada', port: 59546 });
	});
});

function inWords({ kind, user, method }: SshdEvent): string {
	return [kind, user, method].filter(Boolean).join(' ');
}
