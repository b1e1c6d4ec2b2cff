/** What a session channel is for. */
export type ChannelUse =
	/** A tail or a terminal: a person asked for it, and only a person ends it. */
	| { readonly kind: 'longLived' }
	/** The shell, or SFTP: open for whoever comes, and able to do without when others wait. */
	| {
			readonly kind: 'service';
			/** True when a person is likely to look at it waiting: it goes before what works in the background. */
			readonly isUrgent: boolean;
			/** True when nothing is under way in it. */
			isIdle(): boolean;
			/** Asked once of an open one: to take nothing new, and to close when what is under way is done. */
			giveBack(): void;
	  };

/** Somebody who wants a channel. */
export interface Wish {
	readonly use: ChannelUse;
	/** Now is the time to open it. Heard again when the server had no room for it after all. */
	granted(slot: Slot): void;
	/** The server allows too few channels for this one, whoever closes theirs. */
	refused(): void;
}

/** The right to one channel. Whoever was granted it says what came of it. */
export interface Slot {
	/** The open is on its way to the server: from here on only `opened`, `full` and `release` end the matter. */
	begin(): void;
	opened(): void;
	/** The server has as many as it allows. The wish is back at its place; false when there is nothing to wait for. */
	full(): boolean;
	/** The channel is closed, or was not opened for another reason. */
	release(): void;
}
