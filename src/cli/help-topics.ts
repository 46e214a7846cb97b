/** The texts of `graphctl help TOPIC`, made from the tables they describe. */
import { otherVariables, schema } from '../config/schema.js';
import { exitCodes } from '../errors.js';
import { sanitizeLine } from '../text/sanitize.js';
import { wrap } from '../text/wrap.js';

/** Columns that help fits into. */
const columns = 80;

/** Topic name to text; `errors`, whose table is loaded when it is asked for, is in `commands/help.ts`. */
export const topics: Readonly<Record<string, () => string>> = {
	environment: () =>
		`Environment variables\n\nA flag beats a variable, a variable beats the config file.\n\n${rows([
			...schema.map((row) => [row.variables.join(', '), row.describe] as const),
			...otherVariables.map((row) => [row.name, row.describe] as const),
		])}
An app credential (secret, certificate, federated token, managed identity)
selects the flow of \`graphctl login\`. Where nobody is signed in and no account
is named, commands use it without a login and store nothing; it needs a client
id and a tenant, except a managed identity, which brings both. An account that
is signed in wins. GRAPHCTL_ variables come before AZURE_ ones.
`,
	'exit-codes': () => `Exit codes\n\n${rows(exitCodes.map((row) => [String(row.code), row.meaning] as const))}`,
	output: () => `Output

Data goes to standard output, everything else to standard error.

  -o text    for people: drawn on a terminal, aligned text in a pipe (default)
  -o json    one JSON document; Graph's own property names, a list is an array,
             written as pages arrive: one that breaks off has no closing ]
  -o jsonl   one JSON object a line, written as pages arrive
  -q QUERY   a JMESPath query, applied to the data before it is written

With -o json an error is one object on standard error:
  {"error":{"code","message","hint","exitCode","aadsts","suberror",
    "correlationId","requestId"}}

NO_COLOR, FORCE_COLOR and --no-color decide about colours.
`,
	storage: () => `Where tokens rest

  keychain        macOS Keychain, Windows DPAPI-protected file, Linux Secret
                  Service (default)
  encrypted-file  AES-256-GCM under a key from a passphrase (asked for, or
                  GRAPHCTL_PASSPHRASE)
  plaintext-file  a file only you can read; only if you choose it by name
  memory          this process only

graphctl never falls back from one to another by itself. All tokens rest in one
place, that of the first sign-in; to move, run \`graphctl logout --all\` first.
Choose with
  graphctl config set storage encrypted-file
or GRAPHCTL_STORAGE. \`graphctl status\` says where the tokens are.

The cache folder (~/.cache/graphctl, the platform's own, or GRAPHCTL_HOME/cache)
holds no secret and may be deleted at any time: compiled code that makes starts
faster, and the OpenID configuration of login hosts.
`,
};

/** Every topic, in the order help lists them. */
export const topicNames: readonly string[] = [...Object.keys(topics), 'errors'].sort();

function rows(pairs: readonly (readonly [string, string])[]): string {
	const width = Math.max(...pairs.map(([name]) => name.length));
	const indent = `\n${' '.repeat(width + 4)}`;
	return pairs
		.map(([name, text]) => {
			const lines = wrap(sanitizeLine(text), columns - width - 4);
			return `  ${name.padEnd(width)}  ${lines.join(indent)}\n`;
		})
		.join('');
}
