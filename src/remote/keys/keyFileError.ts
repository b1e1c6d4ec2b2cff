/** Why a key file is of no use, in words that end up in a Problem's detail. */
export class KeyFileError extends Error {}

/** Another passphrase may open the file. */
export class WrongPassphrase extends KeyFileError {}
